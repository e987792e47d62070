import { expect } from "chai";
import { EXCEPTIONS } from "../../scripts/audit/exceptions";
import { findingsOf, judge } from "../../scripts/audit/findings";

/** As `npm audit --json` prints it (auditReportVersion 2): tar is vulnerable, and so what uses it. */
const REPORT = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    arborist: { name: "arborist", severity: "high", via: ["tar"], effects: [] },
    tar: {
      name: "tar",
      severity: "high",
      via: [
        {
          source: 1,
          name: "tar",
          title: "Escapes its folder",
          url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
          severity: "high",
          range: "<7",
        },
      ],
      effects: ["arborist"],
    },
  },
  metadata: { vulnerabilities: { high: 2, total: 2 } },
});

describe("The audit of production dependencies", () => {
  const [finding] = findingsOf(REPORT);

  it("names each advisory once, where it comes from", () => {
    expect(findingsOf(REPORT)).to.deep.equal([
      { id: "GHSA-aaaa-bbbb-cccc", package: "tar", severity: "high", title: "Escapes its folder" },
    ]);
  });

  it("fails on a finding that nobody has explained", () => {
    expect(judge([finding!], {}, "2026-01-01").unexplained).to.deep.equal([finding]);
  });

  it("lets an explained finding pass to the last day of its explanation, and not a day longer", () => {
    const exceptions = { "GHSA-aaaa-bbbb-cccc": { why: "Unpacks nothing.", until: "2026-06-30" } };
    const passes = (today: string) => judge([finding!], exceptions, today).explained.length === 1;
    expect(["2026-06-30", "2026-07-01"].map(passes)).to.deep.equal([true, false]);
    expect(judge([finding!], exceptions, "2026-07-01").unexplained).to.deep.equal([finding]);
  });

  it("wants an exception removed when its finding is gone", () => {
    const exceptions = { "GHSA-aaaa-bbbb-cccc": { why: "Unpacks nothing.", until: "2026-06-30" } };
    expect(judge([], exceptions, "2026-01-01").stale).to.deep.equal(["GHSA-aaaa-bbbb-cccc"]);
  });

  for (const [title, answer] of Object.entries({
    "an error": '{"message":"405 Method Not Allowed","method":"POST"}',
    nothing: "",
    "no JSON": "npm error audit endpoint returned an error",
  }))
    it(`takes ${title} for no answer, rather than for a clean one`, () => {
      expect(() => findingsOf(answer)).to.throw("nothing is known");
    });

  it("has exceptions that say why, by advisory and with an end", () => {
    for (const [id, { why, until }] of Object.entries(EXCEPTIONS)) {
      expect(id).to.match(/^GHSA(-[0-9a-z]{4}){3}$/);
      expect(why).to.have.lengthOf.above(20);
      expect(until).to.match(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});
