/** What every command's options have in common. */
import { expect } from "chai";
import { columns } from "../../../tools/lib/columns";
import { cli, optionsOf, SET, STACK, whole } from "../../../tools/lib/cli";
import { Progress } from "../../../tools/lib/progress";
import { UserError } from "../../../tools/lib/userError";
import { fit, widthOf } from "../../../tools/lib/fit";

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
    // What npm leaves of: npm run example --stack prod
    [
      ["prod"],
      /^One argument too many is "prod"; allowed: --stack.*; fix: options go after --, or npm takes them for its own; npm run example -- --help/,
    ],
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

  it("is silent in a log, where nobody can write over a line", () => {
    const { schedule, pass } = timer();
    const to = screen(false);
    const progress = new Progress("Reading.", to, schedule, () => Infinity);
    pass();
    progress.step("Page 2.");
    progress.end();
    expect(to.written).to.deep.equal([]);
  });

  it("is shown by a step too, for work that lets no timer fire", () => {
    const { schedule } = timer();
    const to = screen(true);
    let now = 0;
    const progress = new Progress("Reading.", to, schedule, () => now);
    now = 1999;
    progress.step("File 2.");
    now = 2000;
    progress.step("File 3.");
    progress.end();
    expect(to.written).to.deep.equal(["\r\x1b[KFile 3.", "\r\x1b[K"]);
  });

  it("is cut to the terminal's width: of a broken line only a part could be taken away", () => {
    const { schedule, pass } = timer();
    const to = { ...screen(true), columns: 5 };
    const progress = new Progress("Reading.", to, schedule);
    pass();
    progress.end();
    expect(to.written).to.deep.equal(["\r\x1b[KRead", "\r\x1b[K"]);
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

describe("What a command says", () => {
  it("has lines of at most the width, and every word", () => {
    expect(fit("a bb ccc dddddddddddd e", 6)).to.equal("a bb\nccc\ndddddddddddd\ne");
    expect(fit("", 6)).to.equal("");
    expect(fit("a b\n\nc d e f g", 6)).to.equal("a b\n\nc d e\nf g");
  });

  it("goes on below where its text begins", () => {
    expect(fit("- aa bb cc", 7)).to.equal("- aa bb\n  cc");
    expect(fit("PASS  id  aa bb cc", 15)).to.equal("PASS  id  aa bb\n          cc");
    expect(fit("    aa bb", 7)).to.equal("    aa\n    bb");
  });

  it("breaks neither a row of a table nor a command", () => {
    expect(fit("a name  100  2000", 10)).to.equal("a name  100  2000");
    for (const command of [
      "npm run forecast",
      "npm run forecast -- --json",
      "pulumi up --refresh",
      "pulumi config set --stack dev --path 'm:a[\"x y\"]' 'a b'",
    ])
      for (const [before, after] of [
        ["see (", ")"],
        ["fix: ", ", or ask"],
        ["", "; ask"],
      ])
        expect(fit(`${before}${command}${after}`, 10)).to.contain(command);
  });

  it("is as wide as the terminal, and no wider than is easy to read; in a pipe too", () => {
    const streams = [{ columns: 60 }, { columns: 200 }, { columns: 10 }, {}, { columns: 0 }];
    expect(streams.map((stream) => widthOf(stream))).to.deep.equal([60, 80, 40, 80, 80]);
  });

  it("has tables that fit, where only names are too long: their middle is left out", () => {
    const rows = [
      ["vendor", "tokens"],
      ["a-vendor-of-a-long-name", 1],
      ["acme", 20],
    ];
    expect(columns(rows, 22)).to.deep.equal([
      "vendor          tokens",
      "a-vend…ng-name       1",
      "acme                20",
    ]);
    expect(columns(rows)[1]).to.equal("a-vendor-of-a-long-name       1");
  });
});
