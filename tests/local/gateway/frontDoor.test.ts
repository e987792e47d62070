/** The local gateway's front door, beyond what the program declares. */
import { expect } from "chai";
import { pathBelowStage } from "../../../local/gateway/endpoints";
import { deployedFrom } from "../../../local/gateway/model";
import { allows, type Statement } from "../../../local/gateway/resourcePolicy";
import { tokenRequest } from "../../../local/inProcess";
import { evaluateDev, mutated } from "../../support/direct";
import { TYPES } from "../../support/registrations";

const ARN = "arn:aws:execute-api:eu-west-1:123456789012:api";

describe("A resource policy on the local gateway", () => {
  const ANY: Statement = { Effect: "Allow", Resource: `${ARN}/*` };
  const from = (operator: "IpAddress" | "NotIpAddress", ...cidrs: string[]) => ({
    Condition: { [operator]: { "aws:SourceIp": cidrs } },
  });
  const answer = (policy: readonly Statement[] | undefined, sourceIp: string) =>
    allows(
      { executionArn: ARN, stageName: "v1", ...(policy ? { policy } : {}) },
      { ...tokenRequest("", []), path: "/oauth/token", sourceIp },
    );

  it("allows everybody if there is none, and nobody if it allows nothing", () => {
    expect(answer(undefined, "192.0.2.1")).to.equal(true);
    expect(answer([], "192.0.2.1")).to.equal(false);
  });

  it("lets a denial win", () => {
    const policy = [
      ANY,
      { ...ANY, Effect: "Deny" as const, ...from("NotIpAddress", "192.0.2.0/24") },
    ];
    expect(answer(policy, "192.0.2.1")).to.equal(true);
    expect(answer(policy, "198.51.100.1")).to.equal(false);
  });

  it("speaks of a stage, a method and a path", () => {
    for (const [resource, expected] of [
      ["/*", true],
      ["/v1/POST/oauth/token", true],
      ["/v2/*", false],
      ["/v1/GET/*", false],
    ] as const)
      expect(answer([{ ...ANY, Resource: ARN + resource }], "192.0.2.1"), resource).to.equal(
        expected,
      );
  });

  it("is an error where it says what this gateway does not know, not an open door", () => {
    const Condition = { StringEquals: { "aws:SourceIp": ["192.0.2.1"] } } as Statement["Condition"];
    expect(() => answer([{ ...ANY, ...(Condition && { Condition }) }], "192.0.2.1")).to.throw(
      "StringEquals",
    );
  });
});

describe("The local gateway's host names", () => {
  it("are told apart by the path: the stage's, or the base path's", () => {
    const at = (path: string, basePath?: string, defaultEndpoint = true) =>
      pathBelowStage(
        { stageName: "v1", defaultEndpoint, ...(basePath === undefined ? {} : { basePath }) },
        path,
      );
    expect(at("/v1/oauth/token")).to.equal("/oauth/token");
    expect(at("/v1")).to.equal("");
    expect(at("/v10/oauth/token")).to.equal(undefined);
    expect(at("/oauth/token")).to.equal(undefined);
    expect(at("/oauth/token", "")).to.equal("/oauth/token");
    expect(at("/v1/oauth/token", "", false)).to.equal(undefined);
    expect(at("/proxy/oauth/token", "/proxy")).to.equal("/oauth/token");
    expect(at("/oauth/token", "/proxy")).to.equal(undefined);
  });

  it("do not serve a stage that the domain is not mapped to", async () => {
    const domain = { name: "tokens.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
    const { resources } = await evaluateDev({ domain });
    const elsewhere = mutated(resources, TYPES.BasePathMapping, (state) => ({
      ...state,
      stageName: "v2",
    }));
    expect(deployedFrom(resources).basePath).to.equal("");
    expect(() => deployedFrom(elsewhere)).to.throw("mapped to another stage");
  });
});
