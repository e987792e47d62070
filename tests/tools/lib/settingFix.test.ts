/** A mistake in `--set` is fixed by a `--set` that works when it is pasted. */
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { parseConfig } from "../../../src/config/parse";
import { ConfigError } from "../../../src/config/problems";
import { orMistakes, settingFix } from "../../../tools/lib/settingFix";
import { readStackFile } from "../../../tools/lib/stackFile";
import { UserError } from "../../../tools/lib/userError";
import { withSettings } from "../../../tools/lib/withSettings";

const dev = readStackFile("dev");
const ORDERS = "https://api.dev.example.com/orders";

/** The problems under some settings, as the commands say them. */
function problemsUnder(settings: readonly string[]): string[] {
  try {
    orMistakes(() => parseConfig(withSettings(dev, settings)));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first = "", ...rest] = error.message.split("\n");
    return rest.length > 0
      ? rest.map((line) => line.trim())
      : [first.replace(/^The stack's configuration has a problem: /, "")];
  }
}

/** What a shell makes of the `--set` in a fix. */
function pasted(problem: string): string[] {
  const [, command] = /; fix: .*?(--set (?:'(?:[^']|'\\'')*'|[^\s,]+))/.exec(problem) ?? [];
  if (command === undefined) return [];
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" });
  return stdout.trimEnd().split("\n").slice(1);
}

describe("A mistake in --set", () => {
  const MISTAKES = [
    "cache.ttlSeconds=7200",
    'cache={"ttlSeconds":7200}',
    "cache.ttlSeconds='600'",
    'cache.ttlSeconds="600"',
    "cache.sizeGb=0.7",
    "cache=600",
    "tokenQuota=some",
    'throttle.ratePerSecond="0.5"',
    "aws:region=EU-WEST-1",
    "aws:region=eu-west-9",
    "auth0:domain=https://example.eu.auth0.com/",
    "quota.onOverspend=explode",
    "tags.year=2026",
    'allowedCidrs=["203.0.113.7/24"]',
    "allowedCidrs[0]=203.0.113.7/24",
    "allowedCidrs=203.0.113.0/24",
    "logs.retentionDays=31",
    "vendors.acme.suspended=yes",
    "vendors.acme.grants=orders",
    `vendors.acme.grants["${ORDERS}"]=read:orders`,
    `vendors.acme.grants["${ORDERS}"][0]=read:ordres`,
    "apis[0].tokenLifetimeSeconds=0",
    "monitoring.emails=a@example.com",
  ];
  for (const mistake of MISTAKES)
    it(`${mistake} is fixed by another`, () => {
      const problems = problemsUnder([mistake]);
      expect(problems).to.have.length.at.least(1);
      for (const problem of problems) {
        expect(problem).to.match(/^--set: /);
        expect(problem).to.not.match(/pulumi config|YAML|Pulumi\.dev/);
        const fix = pasted(problem);
        expect(fix, problem).to.have.length(1);
        const before = problem.split(" ").slice(0, 3).join(" ");
        const left = problemsUnder([mistake, ...fix]);
        expect(
          left.filter((each) => each.startsWith(before)),
          fix[0],
        ).to.deep.equal([]);
      }
    });

  const { project } = dev;
  const typo = project.slice(0, -1);
  const WITHOUT_A_VALUE: [string, string][] = [
    [
      "cache.ttl=600",
      `did you mean ttlSeconds? rename it in --set, or take ${project}:cache.ttl out of --set`,
    ],
    [
      `${typo}:waf={}`,
      `did you mean ${project}:waf? rename it in --set, or take ${typo}:waf out of --set`,
    ],
  ];
  for (const [mistake, fix] of WITHOUT_A_VALUE)
    it(`${mistake} is taken out of it`, () => {
      const [problem = "", ...more] = problemsUnder([mistake]);
      expect(more).to.deep.equal([]);
      expect(problem.split("; fix: ")[1]).to.equal(fix);
    });

  it("is told from one in the stack's file, also in the same section", () => {
    const [problem] = problemsUnder(["cache.store=stage"]);
    expect(problem).to.equal(undefined);
    const broken = {
      ...dev,
      values: { ...dev.values, [`${project}:cache`]: '{"ttlSeconds":0}' },
    };
    const messages = (settings: string[]) => {
      try {
        parseConfig(withSettings(broken, settings));
      } catch (error) {
        if (error instanceof ConfigError)
          return error.problems.map(({ where, key }) => [key, where]);
      }
      return [];
    };
    const key = `${project}:cache.ttlSeconds`;
    expect(messages(["cache.store=stage"])).to.deep.equal([[key, dev.where(key)]]);
    expect(messages(["cache.ttlSeconds=0"])).to.deep.equal([[key, "--set"]]);
  });
});

describe("A fix for --set", () => {
  const key = "m:vendors.acme.grants";
  const CASES: [string, string][] = [
    ["pulumi config set --path 'm:a.b' 600, or lower it", "--set m:a.b=600, or lower it"],
    ["pulumi config set --stack dev --path 'm:a' 'it'\\''s'", "--set 'm:a=it'\\''s'"],
    ["pulumi config set --path 'm:sizeGb' 0.5", "--set 'm:sizeGb=\"0.5\"'"],
    ["pulumi config rm --stack dev --path 'm:a[\"x y\"]'", 'take m:a["x y"] out of --set'],
    [
      'for example in the stack\'s YAML, m:cache: {"a":[1]}',
      "for example --set 'm:cache={\"a\":[1]}'",
    ],
    [
      'in Pulumi.dev.yaml, under m:vendors.acme.grants, "https://a/": [], or ask',
      "--set 'm:vendors.acme.grants[\"https://a/\"]=[]', or ask",
    ],
    ['in the stack\'s YAML, under m:x, - "a"', "--set 'm:x[0]=\"a\"'"],
    ["take 3 out in the stack's YAML", "take 3 out in --set"],
  ];
  for (const [fix, expected] of CASES)
    it(`instead of ${fix}`, () => {
      expect(settingFix({ fix, key })).to.equal(expected);
    });

  it("keeps the entry of a list that is wrong", () => {
    expect(settingFix({ fix: 'in the stack\'s YAML, under m:x, - "a"', key: "m:x[2]" })).to.equal(
      "--set 'm:x[2]=\"a\"'",
    );
  });
});
