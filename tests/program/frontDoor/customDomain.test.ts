/**
 * The custom domain's resources.
 *
 * Not proved here: that ACM validates the certificate, that DNS answers, or that API Gateway closes its
 * own endpoint. Nothing ran there.
 */
import { expect } from "chai";
import { evaluate, type Evaluation } from "../../../local/evaluate/evaluate";
import {
  all,
  childrenOf,
  labels,
  named,
  only,
  stackValues,
  UNKNOWN,
} from "../../support/registrations";
import { CERTIFICATE, HOST, OFFICE, OFFICE_V6, proxyWith, ZONE } from "./support";

const TAGS = { team: "platform", environment: "dev" };
const inZone = { name: HOST, hostedZoneId: ZONE };

const PARTS = [
  "BasePathMapping proxy-mapping",
  "Certificate proxy-domain-certificate",
  "CertificateValidation proxy-domain-validation",
  "CustomDomain proxy-domain",
  "DomainName proxy-domain-name",
  "Record proxy-domain-a",
  "Record proxy-domain-validation-record",
];

describe("A custom domain", () => {
  let without: Evaluation;
  let evaluation: Evaluation;
  before(async () => {
    without = await proxyWith();
    evaluation = await proxyWith({ domain: inZone });
  });

  const added = (other: Evaluation) => {
    const before = labels(without.resources);
    return labels(other.resources).filter((each) => !before.includes(each));
  };
  const urn = (kind: Parameters<typeof only>[1]) => only(evaluation, kind).urn;

  it("is not there without its key: no resource, no output, and execute-api stays open", () => {
    expect(labels(without.resources).filter((each) => PARTS.includes(each))).to.deep.equal([]);
    expect(without.outputs.values).to.have.all.keys("proxyUrl", "tokenUrl");
    expect(only(without, "RestApi").inputs.disableExecuteApiEndpoint).to.equal(false);
    expect(without.outputs.values.tokenUrl).to.match(/\.execute-api\..*\/v1\/oauth\/token$/);
  });

  it("adds exactly its own resources, and a preview shows the same", async () => {
    expect(added(evaluation)).to.deep.equal(PARTS);
    expect(added(await proxyWith({ domain: inZone }, { preview: true }))).to.deep.equal(PARTS);
  });

  it("is what vendors call, at its root, as they would call Auth0", () => {
    expect(evaluation.outputs.values).to.deep.equal({
      proxyUrl: `https://${HOST}`,
      tokenUrl: `https://${HOST}/oauth/token`,
    });
    expect(only(evaluation, "BasePathMapping").inputs).to.deep.equal({
      domainName: HOST,
      restApi: only(evaluation, "RestApi").id,
      stageName: "v1",
    });
  });

  it("gives the vendors their URL before the update already", async () => {
    const preview = await proxyWith({ domain: inZone }, { preview: true });
    expect(preview.outputs.values.tokenUrl).to.equal(`https://${HOST}/oauth/token`);
  });

  it("closes execute-api, and deploys that", () => {
    expect(only(evaluation, "RestApi").inputs.disableExecuteApiEndpoint).to.equal(true);
    expect(only(evaluation, "Deployment").inputs.triggers).to.not.deep.equal(
      only(without, "Deployment").inputs.triggers,
    );
  });

  it("has its endpoint, certificate and records before execute-api is closed", () => {
    expect(only(evaluation, "RestApi").dependencies).to.include.members([
      urn("DomainName"),
      named(evaluation, "Record", "proxy-domain-a").urn,
    ]);
    expect(only(evaluation, "Deployment").dependencies).to.include(urn("RestApi"));
  });

  it("keeps execute-api open if told to, so that vendors can move one by one", async () => {
    const open = await proxyWith({ domain: { ...inZone, keepDefaultEndpoint: true } });
    expect(only(open, "RestApi").inputs.disableExecuteApiEndpoint).to.equal(false);
    expect(added(open)).to.deep.equal(PARTS);
    expect(open.outputs.values.tokenUrl).to.equal(`https://${HOST}/oauth/token`);
  });

  it("has a certificate of its own, which nothing uses before ACM has validated it", () => {
    expect(only(evaluation, "Certificate").inputs).to.deep.equal({
      domainName: HOST,
      validationMethod: "DNS",
      tags: TAGS,
    });
    const [option] = only(evaluation, "Certificate").state.domainValidationOptions as Record<
      string,
      string
    >[];
    const record = named(evaluation, "Record", "proxy-domain-validation-record");
    expect(record.inputs).to.deep.equal({
      zoneId: ZONE,
      name: option!.resourceRecordName,
      type: "CNAME",
      records: [option!.resourceRecordValue],
      ttl: 60,
      allowOverwrite: true,
    });
    expect(only(evaluation, "CertificateValidation").inputs).to.deep.equal({
      certificateArn: only(evaluation, "Certificate").state.arn,
      validationRecordFqdns: [record.state.fqdn],
    });
    expect(only(evaluation, "DomainName").dependencies).to.include(urn("CertificateValidation"));
  });

  it("overwrites no record but the certificate's validation, which is one for every certificate of the name", () => {
    const overwriting = all(evaluation, "Record").filter(({ inputs }) => inputs.allowOverwrite);
    expect(overwriting.map(({ name }) => name)).to.deep.equal(["proxy-domain-validation-record"]);
  });

  it("waits for its endpoint for as long as AWS may take, and longer", () => {
    expect(only(evaluation, "DomainName").customTimeouts).to.include({
      ...{ create: "75m", update: "75m" },
    });
  });

  it("is regional, and speaks TLS as strictly as the API behind it", () => {
    const { domainName, regionalCertificateArn, tags, ...rest } = only(
      evaluation,
      "DomainName",
    ).inputs;
    expect({ domainName, regionalCertificateArn, tags }).to.deep.equal({
      domainName: HOST,
      regionalCertificateArn: only(evaluation, "Certificate").state.arn,
      tags: TAGS,
    });
    expect(rest).to.deep.equal({
      endpointConfiguration: { types: "REGIONAL", ipAddressType: "ipv4" },
      securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      endpointAccessMode: "STRICT",
    });
    // API Gateway negotiates by the API's policy, whatever the domain's says.
    expect(only(evaluation, "RestApi").inputs).to.deep.include(rest);
  });

  it("is pointed to by an alias record that overwrites nobody's", () => {
    const { regionalDomainName, regionalZoneId } = only(evaluation, "DomainName").state;
    expect(named(evaluation, "Record", "proxy-domain-a").inputs).to.deep.equal({
      zoneId: ZONE,
      name: HOST,
      type: "A",
      aliases: [{ name: regionalDomainName, zoneId: regionalZoneId, evaluateTargetHealth: false }],
    });
  });

  it("has an IPv6 address if an IPv6 range is allowed, and only then", async () => {
    const both = await proxyWith({ domain: inZone, allowedCidrs: [OFFICE, OFFICE_V6] });
    for (const kind of ["DomainName", "RestApi"] as const)
      expect(only(both, kind).inputs.endpointConfiguration, kind).to.deep.equal({
        types: "REGIONAL",
        ipAddressType: "dualstack",
      });
    const [a, aaaa] = ["a", "aaaa"].map(
      (type) => named(both, "Record", `proxy-domain-${type}`).inputs,
    );
    expect(aaaa).to.deep.equal({ ...a, type: "AAAA" });
    const v4 = await proxyWith({ domain: inZone, allowedCidrs: [OFFICE] });
    expect(labels(all(v4, "Record"))).to.not.include("Record proxy-domain-aaaa");
  });

  it("uses a certificate that it is given, and validates none", async () => {
    const given = await proxyWith({ domain: { ...inZone, certificateArn: CERTIFICATE } });
    expect(added(given)).to.deep.equal([
      "BasePathMapping proxy-mapping",
      "CustomDomain proxy-domain",
      "DomainName proxy-domain-name",
      "Record proxy-domain-a",
    ]);
    expect(only(given, "DomainName").inputs.regionalCertificateArn).to.equal(CERTIFICATE);
  });

  it("says where to point the host name if the zone is not known, and makes no record", async () => {
    const given = await proxyWith({ domain: { name: HOST, certificateArn: CERTIFICATE } });
    expect(added(given)).to.deep.equal([
      "BasePathMapping proxy-mapping",
      "CustomDomain proxy-domain",
      "DomainName proxy-domain-name",
    ]);
    expect(given.outputs.values.domainTarget).to.equal(
      only(given, "DomainName").state.regionalDomainName,
    );
    expect(given.outputs.values.domainTarget).to.match(/^d-[0-9a-f]+\.execute-api\./);
  });

  it("is protected with the stack, for it is a part of every vendor's token URL", async () => {
    const kept = await proxyWith({ domain: inZone, protect: true });
    expect(labels(kept.resources.filter(({ protect }) => protect))).to.deep.equal([
      "DomainName proxy-domain-name",
      "RestApi proxy-api",
    ]);
  });

  it("passes on in a preview as unknown what AWS has not said yet", async () => {
    const preview = await proxyWith({ domain: inZone }, { preview: true });
    expect(named(preview, "Record", "proxy-domain-validation-record").inputs).to.deep.equal({
      allowOverwrite: true,
      zoneId: ZONE,
      name: UNKNOWN,
      type: UNKNOWN,
      records: [UNKNOWN],
      ttl: 60,
    });
    expect(named(preview, "Record", "proxy-domain-a").inputs.aliases).to.deep.equal([
      { name: UNKNOWN, zoneId: UNKNOWN, evaluateTargetHealth: false },
    ]);
  });

  it("never lets its parts go while the mapping lives: the mapping depends on them", () => {
    expect(only(evaluation, "BasePathMapping").dependencies).to.include.members([
      urn("DomainName"),
      urn("RestApi"),
      urn("Stage"),
    ]);
  });

  it("is a component of the proxy's, and every part of it is named after it", () => {
    const domain = only(evaluation, "CustomDomain");
    expect(domain.parent).to.equal(urn("TokenProxy"));
    const parts = childrenOf(evaluation, domain);
    expect(parts).to.have.length(5);
    for (const { custom, name } of parts) {
      expect(custom, name).to.equal(true);
      expect(name).to.match(/^proxy-domain-/);
    }
  });

  it("registers its outputs, and the program exports where to point the host name only if asked", async () => {
    expect(only(evaluation, "CustomDomain").registeredOutputs).to.deep.equal({
      domainName: HOST,
      target: only(evaluation, "DomainName").state.regionalDomainName,
    });
    const keysWith = async (domain: unknown) => {
      const values = stackValues("dev", { domain });
      return Object.keys((await evaluate({ values })).outputs.values);
    };
    expect(await keysWith({ name: HOST, certificateArn: CERTIFICATE })).to.include("domainTarget");
    expect(await keysWith(inZone)).to.not.include("domainTarget");
  });
});
