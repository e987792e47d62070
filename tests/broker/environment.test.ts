import { expect } from "chai";
import { readEnvironment, type Settings, toEnvironment } from "../../src/broker/environment";
import { PEPPER } from "./support/world";

const SETTINGS: Settings = {
  tableName: "table",
  tokenEndpoint: "https://tenant.example/oauth/token",
  issuer: "https://tenant.example/",
  peppers: [PEPPER, { id: "p0", value: Buffer.alloc(32, 5).toString("base64") }],
  renewBeforeSeconds: 600,
  serviceName: "m2m-token-cache/dev",
  metricsNamespace: "M2mTokenCache",
  userAgent: "m2m-token-cache/proxy-secret",
};

describe("The function's environment", () => {
  it("is read as it was written", () => {
    expect(readEnvironment(toEnvironment(SETTINGS))).to.deep.equal(SETTINGS);
    const without = { ...SETTINGS, userAgent: undefined };
    expect(readEnvironment(toEnvironment(without))).to.deep.equal(without);
  });

  it("pins Powertools' logging of events off, and fits into Lambda's 4 kB", () => {
    const environment = toEnvironment(SETTINGS);
    expect(environment).to.include({ POWERTOOLS_LOGGER_LOG_EVENT: "false" });
    expect(JSON.stringify(environment).length).to.be.below(2_000);
  });

  it("that is wrong is an error that names everything wrong, and no value", () => {
    const wrong = {
      ...toEnvironment(SETTINGS),
      TABLE_NAME: "",
      TOKEN_ENDPOINT: "not-a-url",
      PEPPERS: '[{"id":"p1","value":"c2hvcnQ="}]',
      RENEW_BEFORE_SECONDS: "soon",
    };
    expect(() => readEnvironment(wrong))
      .to.throw(
        "TABLE_NAME is not the name of a table; TOKEN_ENDPOINT is not a URL; PEPPERS is not",
      )
      .with.property("message")
      .that.includes("fix: ")
      .and.not.includes("c2hvcnQ=");
    for (const PEPPERS of ["", "[]", "{}", "[null]", '[{"id":1}]'])
      expect(() => readEnvironment({ ...wrong, PEPPERS }), PEPPERS).to.throw("PEPPERS");
  });
});
