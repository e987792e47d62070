/** The roles of .github/aws: each may do what the table says that it needs, and nothing beside. */
import { expect } from "chai";
import { evaluate } from "../../../local/evaluate/evaluate";
import { everythingOn } from "../../support/everythingOn";
import { TYPES } from "../../support/registrations";
import { CI_SETUP, excess, grants, missing, policy, weakened } from "./documents";
import { type AwsType, NEEDS } from "./needs";

const types = Object.keys(NEEDS) as AwsType[];
const reads = types.flatMap((type) => NEEDS[type].read);
const makes = types.flatMap((type) => NEEDS[type].make);
const reading = policy("read").Statement;
const up = ["up-gateway", "up-parts", "up-broker"].flatMap((name) => policy(name).Statement);
const ROLES = [
  ["A preview's role, and that of the search for drift,", reads, reading],
  ["A deployment's role", [...reads, ...makes], up],
] as const;

describe("The table of what a role needs", () => {
  it("has every type that the program can register", async () => {
    const registered = (
      await Promise.all(
        [{}, { cache: { store: "dynamodb" } }].map((changes) =>
          evaluate({ stack: "dev", values: everythingOn("dev", changes) }),
        ),
      )
    )
      .flatMap(({ resources }) => resources)
      .map(({ type }) => type)
      .filter((type) => type.startsWith("aws:"));
    expect(types).to.include.members([...new Set(registered)]);
    expect(types).to.have.members(Object.values(TYPES).filter((type) => type.startsWith("aws:")));
  });
});

for (const [who, needs, statements] of ROLES)
  describe(who, () => {
    it("may do whatever is needed", () => {
      expect(missing(needs, statements)).to.deep.equal([]);
    });

    it("may do nothing else", () => {
      expect(excess(needs, statements)).to.deep.equal([]);
    });

    it("could do with no action and no resource less", () => {
      const unnoticed = weakened(statements).filter(
        (weaker) => missing(needs, weaker.statements).length === 0,
      );
      expect(unnoticed.map(({ what }) => what)).to.deep.equal([]);
    });

    it("has each need from the row of its resource, or from one that is always there", () => {
      const rows = CI_SETUP.split("\n").map((line) => line.replace(/ +/g, " "));
      const always = rows.flatMap((row) => /^\| `(\w+)` \| always \|/.exec(row)?.[1] ?? []);
      for (const type of types) {
        const row = rows.find((each) => each.startsWith("| `") && each.includes(`\`${type}\``));
        const own = /^\| `(\w+)`/.exec(row ?? "")?.[1];
        expect(own, `${type} in the table of statements`).to.be.a("string");
        const kept = statements.filter(({ Sid = "" }) =>
          [...always, own!].some((word) => Sid.startsWith(word)),
        );
        const wanted =
          needs === reads ? NEEDS[type].read : [...NEEDS[type].read, ...NEEDS[type].make];
        expect(missing(wanted, kept), type).to.deep.equal([]);
        expect(kept.some((statement) => wanted.some((need) => grants(statement, need)))).to.equal(
          true,
        );
      }
    });
  });
