/** Places in the configuration, the commands and lines that fix them, and names that are nearly right. */
import { expect } from "chai";
import { z } from "zod";
import { removeCommand, setTo } from "../../../src/config/commands";
import { nearest, withItsWord } from "../../../src/config/didYouMean";
import { numbersIn } from "../../../src/config/numbersIn";
import { type KeyPath, pathText, stepsOf } from "../../../src/config/path";
import { network, repaired, repairedName, severalIn } from "../../../src/config/repair";
import { ENCRYPTED, isGenerated, printable, show } from "../../../src/config/show";

const keyOf = (path: KeyPath) => `p:${pathText(path)}`;

describe("A place in the configuration", () => {
  const PLACES: [text: string, steps: (string | number)[]][] = [
    ["cache.ttlSeconds", ["cache", "ttlSeconds"]],
    ["apis[0].identifier", ["apis", 0, "identifier"]],
    ["apis[1234]", ["apis", 1234]],
    ['tags["a.b"]', ["tags", "a.b"]],
    [
      'vendors.acme.grants["https://x.example"][0]',
      ["vendors", "acme", "grants", "https://x.example", 0],
    ],
  ];
  for (const [text, steps] of PLACES)
    it(`is ${text}, there and back`, () => {
      expect(pathText(steps)).to.equal(text);
      expect(stepsOf(text)).to.deep.equal(steps);
    });

  for (const text of [
    "a..b",
    "apis[x]",
    "apis[12345]",
    "apis[0",
    'tags["a',
    "apis[x]y",
    'tags["a"b"]',
  ])
    it(`is not ${text}`, () => {
      expect(stepsOf(text)).to.deep.equal([]);
    });
});

describe("How to set a key", () => {
  const set = (path: KeyPath, value: unknown) => setTo(keyOf, path, value);

  it("is a command where the CLI reads the value as intended", () => {
    const to = (text: string) => `pulumi config set --path 'p:a.b' ${text}`;
    expect([0, 1, true, "x-", "1a"].map((value) => set(["a", "b"], value))).to.deep.equal(
      ["0", "1", "true", "x-", "1a"].map(to),
    );
  });

  it("is a line of YAML for what it would take for something else, or not at all", () => {
    const line = (text: string) => `in the stack's YAML, under p:a, b: ${text}`;
    for (const value of [-1, 0.5, 2 ** 53, "true", "false", "12", "-12", "-x", ["x"], { c: 1 }])
      expect(set(["a", "b"], value)).to.equal(line(JSON.stringify(value)));
    expect(set(["a"], [])).to.equal("in the stack's YAML, p:a: []");
    expect(set(["a", 2], -1)).to.equal("in the stack's YAML, under p:a, - -1");
  });

  it("quotes a name in YAML that would not be one by itself", () => {
    const name = (key: string) =>
      set(["a", key], -1).replace("in the stack's YAML, under p:a, ", "");
    expect(["b", "aws:x-1", "1b", "b c", "b "].map(name)).to.deep.equal([
      "b: -1",
      "aws:x-1: -1",
      '"1b": -1',
      '"b c": -1',
      '"b ": -1',
    ]);
  });

  it("is a command that a shell splits as intended", () => {
    expect(removeCommand("p:a'b")).to.equal(`pulumi config rm --path 'p:a'\\''b'`);
  });
});

describe("A name that is nearly right", () => {
  const KEYS = ["store", "ttlSeconds", "sizeGb"];

  it("is found by its case, by two letters that changed places, or by a third of it", () => {
    expect(nearest("STORE", KEYS)).to.equal("store");
    expect(nearest("READ:ON", ["read:no", "read:on"])).to.equal("read:on");
    expect(nearest("tsore", ["store", "score"])).to.equal("store");
    expect(nearest("sto", ["stop"])).to.equal("stop");
    expect(nearest("stopper", ["stoppxx"])).to.equal("stoppxx");
    expect(nearest("stopper", ["stopxxx"])).to.equal(undefined);
    expect(nearest("ab", ["ax"])).to.equal("ax");
    expect(nearest("ab", ["xy"])).to.equal(undefined);
  });

  it("is found as a part of one name, unless it is a part of several or of three letters", () => {
    expect(nearest("seconds", KEYS)).to.equal("ttlSeconds");
    expect(nearest("seconds", [...KEYS, "otherSeconds"])).to.equal(undefined);
    expect(nearest("ttl", KEYS)).to.equal(undefined);
  });

  it("is found by a word that only one name has", () => {
    expect(withItsWord("ttlMinutes", KEYS)).to.equal("ttlSeconds");
    expect(withItsWord("ttl_minutes", KEYS)).to.equal("ttlSeconds");
    expect(withItsWord("ttlMinutes", [...KEYS, "ttlHours"])).to.equal(undefined);
    expect(withItsWord("ttlMinutes", [...KEYS, "ttlHours", "minutesOfTtl"])).to.equal(
      "minutesOfTtl",
    );
    expect(withItsWord("inGb", KEYS)).to.equal(undefined);
    expect(withItsWord("minutes", KEYS)).to.equal(undefined);
    expect(withItsWord("minutes", ["store"])).to.equal(undefined);
  });

  it("is not looked for without candidates, nor for a text that is not a name", () => {
    expect(nearest("a", [])).to.equal(undefined);
    const text = "a".repeat(300);
    expect(nearest(text, [text.toUpperCase()])).to.equal(text.toUpperCase());
    expect(nearest(`${text}a`, [text])).to.equal(undefined);
  });
});

describe("A value that is nearly right", () => {
  const guess = (value: unknown, schema: z.ZodType) => repaired(value, schema)?.value;

  it("is one of YAML's other words for true and false, and no word that has one in it", () => {
    const flags = (...words: string[]) => words.map((word) => guess(word, z.boolean()));
    expect(flags("yes", "ON", "y", "true")).to.deep.equal([true, true, true, true]);
    expect(flags("no", "Off", "n", "false")).to.deep.equal([false, false, false, false]);
    for (const word of ["yesterday", "moon", "only", "my", "nope", "casino", "offer", "pay-off"])
      expect(guess(word, z.boolean()), word).to.equal(undefined);
    expect([true, false].map((value) => guess(value, z.enum(["on", "off"])))).to.deep.equal([
      "on",
      "off",
    ]);
  });

  it("is a number in quotes, a text on several lines, or in the other case", () => {
    expect(repaired("0.25", z.number())).to.include({ value: 0.25, how: "without quotes:" });
    expect(guess("a \n\n b", z.literal("a b"))).to.equal("a b");
    expect(guess("ABC", z.literal("abc"))).to.equal("abc");
    expect(guess("abc", z.literal("ABC"))).to.equal("ABC");
  });

  it("is the day that YAML read as a date, and nothing with a date in it", () => {
    const day = z.string().regex(/^[\d-]{10}$/);
    const date = "2026-01-31 00:00:00 +0000 UTC";
    expect(repaired(date, day)).to.include({ value: "2026-01-31", how: "in quotes:" });
    expect(guess(`on ${date}`, day)).to.equal(undefined);
    expect(guess(`${date}+1`, day)).to.equal(undefined);
  });

  it("is an id at the end of a path, of one word", () => {
    expect(guess("/hostedzone/Z1", z.literal("Z1"))).to.equal("Z1");
    expect(guess("the zone /Z1", z.literal("Z1"))).to.equal(undefined);
  });

  it("is not what is there already, nor a text that is longer than anybody would type", () => {
    expect(guess("a", z.literal("a"))).to.equal(undefined);
    const text = "a".repeat(300);
    expect(guess(text, z.literal(text.toUpperCase()))).to.equal(text.toUpperCase());
    expect(guess(`${text}a`, z.literal(`${text}A`.toUpperCase()))).to.equal(undefined);
  });

  it("is several entries written as one, if each of them may be there", () => {
    expect(severalIn("a, b;c  d,", z.string())).to.deep.equal(["a", "b", "c", "d"]);
    expect(severalIn("a,", z.string())).to.equal(undefined);
    expect(severalIn("a b", z.literal("a"))).to.equal(undefined);
    expect(severalIn(12, z.string())).to.equal(undefined);
    const text = `${"a".repeat(298)} b`;
    expect(severalIn(text, z.string())).to.have.length(2);
    expect(severalIn(`${text}b`, z.string())).to.equal(undefined);
  });

  it("is a name without the blanks around it, or of its words", () => {
    const name = (text: string, schema: z.ZodType) => repairedName(text, schema)?.value;
    expect(name(" read:orders ", z.literal("read:orders"))).to.equal("read:orders");
    expect(name("Müller & Söhne ", z.literal("muller-sohne"))).to.equal("muller-sohne");
  });
});

describe("A number that somebody wrote as people read it", () => {
  const IN_SECONDS = "in seconds:";
  const NUMBERS: [text: string, ...guesses: (readonly [number, string?])[]][] = [
    ["5,000", [5000], [5]],
    ["1,234,567", [1_234_567]],
    ["12 345", [12_345]],
    ["1'000", [1000]],
    ["1_000", [1000]],
    ["123.000", [123_000], [123]],
    ["1,5", [1.5]],
    ["1,25", [1.25]],
    ["5,0000", [5]],
    ["1234,567", [1234.567]],
    ["12,34,5"],
    ["x5,000"],
    ["5,000x"],
    ["90 min", [5400, IN_SECONDS], [90]],
    ["1.25h", [4500, IN_SECONDS], [1.25]],
    ["2d", [172_800, IN_SECONDS], [2]],
    ["2 days", [172_800, IN_SECONDS], [2]],
    ["1 day", [86_400, IN_SECONDS], [1]],
    ["10s", [10, IN_SECONDS], [10]],
    ["30 sec", [30, IN_SECONDS], [30]],
    ["30 secs", [30, IN_SECONDS], [30]],
    ["1 second", [1, IN_SECONDS], [1]],
    ["5M", [300, IN_SECONDS], [5]],
    ["5 minutes", [300, IN_SECONDS], [5]],
    ["3 hours", [10_800, IN_SECONDS], [3]],
    ["3 hrs", [10_800, IN_SECONDS], [3]],
    ["5k", [5000], [5]],
    ["5K", [5000], [5]],
    ["v2", [2]],
    ["v 12.25", [12.25]],
    ["100/s", [100]],
    ["100 req/s", [100]],
    ["12 months", [12]],
    ["12 ms", [12]],
    ["12 ads", [12]],
    ["tokens 5"],
    ["xx2"],
    ["1.5.2"],
    [""],
  ];
  for (const [text, ...guesses] of NUMBERS)
    it(`as ${JSON.stringify(text)} is one of ${guesses.length}`, () => {
      expect([...numbersIn(text)]).to.deep.equal(guesses);
    });
});

describe("An address range", () => {
  const RANGES: [text: string, range: string | undefined][] = [
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["10.1.2.3/255.255.0.0", "10.1.0.0/16"],
    ["10.1.2.3", "10.1.2.3/32"],
    ["2001:db8::1/32", "2001:db8::/32"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["10.1.2.3/99", undefined],
    ["10.1.2.3/", undefined],
    ["example.com/8", undefined],
    ["", undefined],
  ];
  for (const [text, range] of RANGES)
    it(`that ${text || "nothing"} is in is ${range ?? "none"}`, () => {
      expect(network(text)).to.equal(range);
    });
});

describe("What an error shows", () => {
  it("is the value, described in words where it is not plain text", () => {
    expect([undefined, null, "", ENCRYPTED, 0, false, [], [1], {}, "x"].map(show)).to.deep.equal([
      "is missing",
      "is empty",
      "is empty",
      "is encrypted, and only Pulumi can read it",
      "is 0",
      "is false",
      "is an empty list",
      "is a list",
      "is an object",
      'is "x"',
    ]);
  });

  it("is 120 characters at most, letters of two code units among them", () => {
    expect(printable("🚚".repeat(120))).to.equal("🚚".repeat(120));
    expect(printable("🚚".repeat(121))).to.equal(`${"🚚".repeat(117)}...`);
  });

  it("is not a name that looks like a generated credential, but is an address with one in its path", () => {
    const credential = "aB3dE5gH7jK9mN1p";
    expect(isGenerated(credential)).to.equal(true);
    expect(isGenerated(`read: ${credential}`)).to.equal(true);
    expect(isGenerated(credential.slice(1))).to.equal(false);
    expect(isGenerated("abcdefgh12345678")).to.equal(false);
    expect(isGenerated("ABCDEFGH12345678")).to.equal(false);
    expect(isGenerated("abcdefghABCDEFGH")).to.equal(false);
    expect(isGenerated(`http://a.example/${credential}`)).to.equal(false);
    expect(isGenerated(`https://a.example/${credential}`)).to.equal(false);
    for (const hidden of [`${credential}@`, `?${credential}`, `#${credential}`, "x".repeat(200)])
      expect(isGenerated(`https://a.example/${credential}${hidden}`), hidden).to.equal(true);
    expect(isGenerated(`x https://a.example/${credential}`)).to.equal(true);
  });
});
