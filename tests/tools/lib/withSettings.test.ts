import { expect } from "chai";
import { UserError } from "../../../tools/lib/userError";
import { withSettings } from "../../../tools/lib/withSettings";

describe("--set", () => {
  const values: Record<string, string> = {
    "aws:region": "eu-west-1",
    "acme:cache": '{"ttlSeconds":3600,"sizeGb":"0.5"}',
    "acme:apis": '[{"identifier":"https://a.example"}]',
  };
  const set = (...settings: string[]) => withSettings({ project: "acme", values }, settings).values;

  const taken: readonly (readonly [setting: string, key: string, value: string])[] = [
    ["tokenQuota=auto", "acme:tokenQuota", "auto"],
    ["acme:tokenQuota=auto", "acme:tokenQuota", "auto"],
    ["onlyThroughProxy={}", "acme:onlyThroughProxy", "{}"],
    ["aws:region=eu-central-1", "aws:region", "eu-central-1"],
    ["cache.ttlSeconds=600", "acme:cache", '{"ttlSeconds":600,"sizeGb":"0.5"}'],
    ["acme:cache.ttlSeconds=600", "acme:cache", '{"ttlSeconds":600,"sizeGb":"0.5"}'],
    ["quota.onOverspend=fail", "acme:quota", '{"onOverspend":"fail"}'],
    [
      "apis[0].tokenLifetimeSeconds=600",
      "acme:apis",
      '[{"identifier":"https://a.example","tokenLifetimeSeconds":600}]',
    ],
    [
      "apis[0].scopes.read:orders=Read them",
      "acme:apis",
      '[{"identifier":"https://a.example","scopes":{"read:orders":"Read them"}}]',
    ],
    [
      'vendors.globex.grants["https://a.example/?b=c"][0]=read:orders',
      "acme:vendors",
      '{"globex":{"grants":{"https://a.example/?b=c":["read:orders"]}}}',
    ],
    ["tags.__proto__=x", "acme:tags", '{"__proto__":"x"}'],
  ];
  for (const [setting, key, value] of taken)
    it(`takes ${setting}`, () => {
      expect(set(setting)).to.deep.equal({ ...values, [key]: value });
    });

  it("counts in the order in which it is given", () => {
    expect(set("waf={}", "waf.ratePerFiveMinutes=10")["acme:waf"]).to.equal(
      '{"ratePerFiveMinutes":10}',
    );
  });

  const refused: readonly (readonly [setting: string, says: RegExp])[] = [
    ["tokenQuota", /^--set has to be <key>=<value>, .*--set cache\.ttlSeconds=600/],
    ["tokenQuota=", /^--set has to be <key>=<value>/],
    ["=auto", /^--set has to be <key>=<value>/],
    ["[0]=auto", /^--set has to be <key>=<value>/],
    ["apis[x]=1", /^--set has to be <key>=<value>/],
    ["apis.name=x", /^--set apis\.name: a list, which takes \[0\], /],
    ["cache[0]=1", /^--set cache\[0\]: nothing with such a key is there/],
    ["cache.ttlSeconds.x=1", /^--set cache\.ttlSeconds\.x: nothing with such a key is there/],
  ];
  for (const [setting, says] of refused)
    it(`says what it takes instead of ${setting}`, () => {
      expect(() => set(setting)).to.throw(UserError, says);
    });
});
