/** What every command's options have in common. */
import { expect } from "chai";
import { cli, optionsOf, SET, STACK, whole } from "../../../tools/lib/cli";
import { Progress } from "../../../tools/lib/progress";
import { UserError } from "../../../tools/lib/userError";
import { wrap } from "../../../tools/lib/wrap";

describe("Options", () => {
  const command = () =>
    cli("example", { summary: "An example.", examples: [["--stack dev", "the first stack"]] })
      .addOption(STACK)
      .option("--days <n>", "days", whole("--days", 1, 30), 7);
  const mistake = (...args: string[]) => {
    try {
      optionsOf(command(), args);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    throw new Error("There is no mistake.");
  };

  it("have their values, and their defaults", () => {
    expect(optionsOf(command(), [])).to.deep.equal({ days: 7 });
    expect(optionsOf(command(), ["--stack=prod", "--days", "30"])).to.deep.equal({
      stack: "prod",
      days: 30,
    });
  });

  const MISTAKES: [string[], RegExp][] = [
    [["--days", "31"], /^--days is "31"; allowed: a whole number from 1 to 30\./],
    [["--days"], /^Option '--days <n>' argument missing; allowed: --stack <name>, --days <n>;/],
    [["prod"], /^One argument too many is "prod"; allowed: --stack/],
  ];
  for (const [args, message] of MISTAKES)
    it(`that are wrong get one line: ${args.join(" ")}`, () => {
      expect(mistake(...args)).to.match(message);
      expect(mistake(...args)).to.not.contain("\n");
    });

  it("may be given more than once, and stay in order", () => {
    const several = command().addOption(SET);
    expect(optionsOf(several, ["--set", "a=1", "--set", "b=2"]).set).to.deep.equal(["a=1", "b=2"]);
    expect(optionsOf(several, [])).to.not.have.property("set");
  });

  it("never show an argument that may be a secret", () => {
    const secret = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ";
    expect(mistake(secret)).to.not.contain(secret);
  });
});

describe("Progress", () => {
  const screen = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, written, write: (text: string) => written.push(text) };
  };
  /** Has two seconds pass when the test says so. */
  const timer = () => {
    let say: (() => void) | undefined;
    return {
      schedule: (later: () => void, milliseconds: number) => {
        expect(milliseconds).to.equal(2000);
        say = later;
        return () => (say = undefined);
      },
      pass: () => say?.(),
    };
  };

  it("is silent for what takes less than two seconds", () => {
    const { schedule, pass } = timer();
    const to = screen(true);
    const progress = new Progress("Reading.", to, schedule);
    progress.step("Still reading.");
    progress.end();
    pass();
    expect(to.written).to.deep.equal([]);
  });

  it("is one line in a log", () => {
    const { schedule, pass } = timer();
    const to = screen(false);
    const progress = new Progress("Reading.", to, schedule);
    pass();
    progress.step("Page 2.");
    progress.end();
    expect(to.written).to.deep.equal(["Reading.\n"]);
  });

  it("is one line that changes on a terminal, and goes", () => {
    const { schedule, pass } = timer();
    const to = screen(true);
    const progress = new Progress("Reading.", to, schedule);
    pass();
    progress.step("Page 2.");
    progress.end();
    expect(to.written).to.deep.equal(["\r\x1b[KReading.", "\r\x1b[KPage 2.", "\r\x1b[K"]);
  });
});

describe("Wrapped prose", () => {
  it("has lines of at most the width, and every word", () => {
    const text = "a bb ccc dddddddddddd e";
    expect(wrap(text, 6)).to.deep.equal(["a bb", "ccc", "dddddddddddd", "e"]);
    expect(wrap("", 6)).to.deep.equal([""]);
  });
});
