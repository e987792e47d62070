/**
 * The API's resource policy.
 *
 * Not proved here: that API Gateway enforces it. Nothing ran there.
 */
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { MAX_CIDRS } from "../../../src/config/limits";
import { ipAddressType, resourcePolicy } from "../../../src/proxy/allowedAddresses";
import { counts, labels, only, TYPES, UNKNOWN } from "../../support/registrations";
import { OFFICE, OFFICE_V6, proxyWith } from "./support";

/** API Gateway quotas: the length of a resource policy, in bytes. */
const MAX_POLICY_BYTES = 8192;

describe("The allowed addresses", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await proxyWith({ allowedCidrs: [OFFICE, OFFICE_V6] });
  });

  it("are all without the key: there is no policy", async () => {
    expect(counts(await proxyWith())).to.not.have.property(TYPES.RestApiPolicy);
  });

  it("are the only ones that a statement allows; who is allowed by none is refused", () => {
    const { executionArn } = only(evaluation, "RestApi").state;
    const { restApiId, policy } = only(evaluation, "RestApiPolicy").inputs;
    expect(restApiId).to.equal(only(evaluation, "RestApi").id);
    expect(JSON.parse(String(policy))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          // In full: API Gateway stores it so, and a shorter form would differ for ever.
          Resource: `${String(executionArn)}/*`,
          Condition: { IpAddress: { "aws:SourceIp": [OFFICE, OFFICE_V6] } },
        },
      ],
    });
  });

  it("are deployed: the policy comes before the deployment, and every range is in its trigger", async () => {
    const { dependencies, inputs } = only(evaluation, "Deployment");
    expect(dependencies).to.include(only(evaluation, "RestApiPolicy").urn);
    // All IPv4, so that nothing else about the endpoint differs.
    const partner = "198.51.100.0/24";
    const triggers = await Promise.all(
      [undefined, [OFFICE], [partner], [OFFICE, partner]].map(async (allowedCidrs) =>
        JSON.stringify(only(await proxyWith({ allowedCidrs }), "Deployment").inputs.triggers),
      ),
    );
    expect(new Set(triggers).size).to.equal(4);
    expect(triggers).to.not.include(JSON.stringify(inputs.triggers));
  });

  it("do not touch the cache: its entries stay valid", async () => {
    const namespace = (proxy: Evaluation) => only(proxy, "Integration").inputs.cacheNamespace;
    expect(namespace(evaluation)).to.equal(namespace(await proxyWith()));
  });

  it("open the endpoint to IPv6 only if a range of it is allowed", () => {
    expect(ipAddressType()).to.equal("ipv4");
    expect(ipAddressType([OFFICE])).to.equal("ipv4");
    expect(ipAddressType([OFFICE, OFFICE_V6])).to.equal("dualstack");
  });

  it("fit into a resource policy, as many and as long as the configuration takes them", () => {
    const longest = Array.from(
      { length: MAX_CIDRS },
      () => "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128",
    );
    const arn = "arn:aws-us-gov:execute-api:ap-southeast-2:123456789012:0123456789";
    expect(Buffer.byteLength(resourcePolicy(arn, longest))).to.be.at.most(MAX_POLICY_BYTES);
  });

  it("are shown in a preview, and the policy is unknown as long as the API is", async () => {
    const preview = await proxyWith({ allowedCidrs: [OFFICE] }, { preview: true });
    expect(labels([only(preview, "RestApiPolicy")])).to.deep.equal(["RestApiPolicy proxy-policy"]);
    expect(only(preview, "RestApiPolicy").inputs).to.deep.equal({
      restApiId: UNKNOWN,
      policy: UNKNOWN,
    });
  });
});
