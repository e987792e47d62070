/**
 * onlyThroughProxy, as resources: the proxy secrets, the Action, its binding, and what the gateway
 * sends.
 *
 * Not proved here: that Auth0 runs the Action, or that API Gateway sends the header. Nothing ran there.
 * Pulumi's engine did not run either: that it makes one thing after the other is declared here, by
 * dependencies, and done there.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evaluate, type Evaluation, type EvaluationOptions } from "../../local/evaluate/evaluate";
import { CACHE_KEY_PARAMETERS } from "../../src/proxy/cacheKey";
import {
  all,
  answering,
  childrenOf,
  isMasked,
  labels,
  named,
  only,
  stackValues,
  texts,
  UNKNOWN,
} from "../support/registrations";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

const SOURCE = readFileSync(join(PROJECT_DIR, "src/auth0/actions/onlyThroughProxy.js"), "utf8");
const USER_AGENT = "integration.request.header.User-Agent";

const generated = answering("RandomPassword", (_, name) => ({ result: `GENERATED-${name}` }));

const dev = (
  onlyThroughProxy: Record<string, unknown> | undefined,
  options: Partial<EvaluationOptions> = {},
): Promise<Evaluation> =>
  evaluate({
    values: stackValues("dev", { onlyThroughProxy }),
    stack: "dev",
    override: generated,
    ...options,
  });

const proxySecretOf = (version: number) =>
  `m2m-token-cache/GENERATED-only-through-proxy-secret-v${version}`;
const sent = (evaluation: Evaluation) =>
  (only(evaluation, "Integration").inputs.requestParameters as Record<string, string>)[USER_AGENT];
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
/** The literals that stand before the Action's file, once they are seen to be nothing else. */
const literalsOf = (evaluation: Evaluation): unknown => {
  const [first = "", ...rest] = String(only(evaluation, "Action").inputs.code).split("\n");
  expect(rest.join("\n")).to.equal(SOURCE);
  return JSON.parse(/^const OURS = (\{.*\});$/.exec(first)?.[1] ?? "null");
};

describe("onlyThroughProxy", () => {
  let off: Evaluation;
  let first: Evaluation;
  let third: Evaluation;
  before(async () => {
    off = await dev(undefined);
    first = await dev({});
    third = await dev({ version: 3 });
  });

  describe("switched off", () => {
    it("makes nothing, sends nothing and says nothing", () => {
      for (const kind of ["OnlyThroughProxy", "Action", "TriggerAction"] as const)
        expect(() => only(off, kind), kind).to.throw();
      expect(sent(off)).to.equal(undefined);
      expect(only(off, "Integration").secretInputs).to.deep.equal([]);
      expect(off.outputs.values).to.not.have.property("onlyThroughProxy");
    });
  });

  describe("as resources", () => {
    it("is one proxy secret, the Action and its binding, and from version 2 on the proxy secret before", () => {
      expect(labels(childrenOf(first, only(first, "OnlyThroughProxy")))).to.deep.equal([
        "Action only-through-proxy-action",
        "RandomPassword only-through-proxy-secret-v1",
        "TriggerAction only-through-proxy-binding",
      ]);
      expect(labels(childrenOf(third, only(third, "OnlyThroughProxy")))).to.deep.equal([
        "Action only-through-proxy-action",
        "RandomPassword only-through-proxy-secret-v2",
        "RandomPassword only-through-proxy-secret-v3",
        "TriggerAction only-through-proxy-binding",
      ]);
    });

    it("runs the Action's file, deployed, on the trigger of the client credentials grant", () => {
      const { code, ...rest } = only(third, "Action").inputs;
      expect(rest).to.deep.equal({
        name: "m2m-token-cache dev only through proxy",
        runtime: "node22",
        supportedTriggers: { id: "credentials-exchange", version: "v2" },
        deploy: true,
      });
      expect(code).to.match(
        /^exports\.onExecuteCredentialsExchange = async \(event, api\) => \{$/m,
      );
    });

    it("says in its code, and in no secret of an Action, whose it is and which proxy secrets count", () => {
      const ours = { project: "m2m-token-cache", stack: "dev" };
      expect(literalsOf(third)).to.deep.equal({
        ...ours,
        proxySecretSha256: [sha256(proxySecretOf(3)), sha256(proxySecretOf(2))],
      });
      expect(literalsOf(first)).to.deep.equal({
        ...ours,
        proxySecretSha256: [sha256(proxySecretOf(1))],
      });
      for (const evaluation of [first, third])
        expect(only(evaluation, "Action").inputs).to.not.have.property("secrets");
    });

    it("has no secret in the Action's code, and no vendor: a new one changes nothing about it", async () => {
      const vendors = { umbrella: { grants: { "https://api.dev.example.com/legacy": [] } } };
      const changed = await evaluate({
        values: stackValues("dev", { onlyThroughProxy: {}, vendors }),
        stack: "dev",
        override: generated,
      });
      expect(only(changed, "Action").inputs).to.deep.equal(only(first, "Action").inputs);
      expect(JSON.stringify(only(first, "Action").inputs)).to.not.match(/acme|globex|initech/);
      expect(only(first, "Action").inputs.code).to.not.contain("GENERATED");
    });

    it("knows the vendors by what their clients say of themselves", () => {
      for (const { inputs, name } of all(first, "Client"))
        expect(inputs.clientMetadata, name).to.include({
          project: "m2m-token-cache",
          stack: "dev",
        });
    });

    it("makes proxy secrets of 64 letters and digits, which need no quoting anywhere", () => {
      for (const version of [2, 3])
        expect(
          named(third, "RandomPassword", `only-through-proxy-secret-v${version}`).inputs,
          String(version),
        ).to.deep.equal({ length: 64, special: false });
    });

    it("names the Action with what Auth0 is known to take, whatever the stack is called", async () => {
      const odd = await dev({}, { stack: "prod_eu.2" });
      expect(only(odd, "Action").inputs.name).to.equal(
        "m2m-token-cache prod-eu-2 only through proxy",
      );
      // Clients are told apart by the name as it is.
      expect(literalsOf(odd)).to.deep.include({ stack: "prod_eu.2" });
    });

    it("appends to the trigger, where other people's Actions are, and never owns it", () => {
      expect(only(first, "TriggerAction").inputs).to.deep.equal({
        trigger: "credentials-exchange",
        actionId: only(first, "Action").id,
      });
      expect(first.resources.filter(({ type }) => /TriggerActions/.test(type))).to.deep.equal([]);
    });

    it("never replaces the Action or a proxy secret: each is updated in place, or has a name of its own", () => {
      for (const resource of childrenOf(third, only(third, "OnlyThroughProxy")))
        expect(resource, resource.name).to.deep.include({
          deleteBeforeReplace: false,
          replaceOnChanges: [],
        });
    });
  });

  describe("at the gateway", () => {
    it("sends the current proxy secret as a literal, in AWS's quotes, and whoever asks", () => {
      expect(sent(first)).to.equal(`'${proxySecretOf(1)}'`);
      expect(sent(third)).to.equal(`'${proxySecretOf(3)}'`);
    });

    it("changes nothing else in what is asked and what is keyed: what is cached stays", () => {
      const { requestParameters, ...rest } = only(third, "Integration").inputs;
      const { requestParameters: before, ...restBefore } = only(off, "Integration").inputs;
      expect(rest).to.deep.equal(restBefore);
      expect(requestParameters).to.deep.equal({
        ...(before as object),
        [USER_AGENT]: `'${proxySecretOf(3)}'`,
      });
      expect(rest.cacheKeyParameters).to.deep.equal([...CACHE_KEY_PARAMETERS]);
    });

    const trigger = (evaluation: Evaluation) => only(evaluation, "Deployment").inputs.triggers;

    it("deploys anew when it is switched on or off and when the version changes, and not otherwise", async () => {
      const triggers = [off, first, third].map((each) => JSON.stringify(trigger(each)));
      expect(new Set(triggers).size).to.equal(3);
      expect(trigger(await dev({ enforce: false }))).to.deep.equal(trigger(first));
      const otherProxySecrets = answering("RandomPassword", () => ({ result: "ANOTHER" }));
      expect(trigger(await dev({}, { override: otherProxySecrets }))).to.deep.equal(trigger(first));
    });

    it("knows in the preview whether it deploys anew, though not the proxy secret", async () => {
      const preview = await dev({ version: 3 }, { preview: true });
      expect(trigger(preview)).to.deep.equal(trigger(third));
      expect(sent(preview)).to.equal(UNKNOWN);
      expect(labels(preview.resources)).to.deep.equal(labels(third.resources));
    });
  });

  describe("in order", () => {
    it("the Action first: the gateway's integration depends on it", () => {
      expect(only(third, "Integration").dependencies).to.include.members([
        only(third, "Action").urn,
        named(third, "RandomPassword", "only-through-proxy-secret-v3").urn,
      ]);
      expect(only(third, "Action").dependencies).to.have.members([
        named(third, "RandomPassword", "only-through-proxy-secret-v2").urn,
        named(third, "RandomPassword", "only-through-proxy-secret-v3").urn,
      ]);
    });

    it("the binding last: after the stage that serves the proxy secret, and deleted before the Action", () => {
      expect(only(third, "TriggerAction").dependencies).to.have.members([
        only(third, "Stage").urn,
        only(third, "Action").urn,
      ]);
    });

    it("without the gateway in the binding's values, so that its replacements leave it bound", async () => {
      const marked = await dev(
        {},
        {
          override: (type, state, name) =>
            type.startsWith("aws:")
              ? { ...state, id: "MARK", invokeUrl: "https://MARK.example/v1" }
              : generated(type, state, name),
        },
      );
      expect(texts(only(marked, "TriggerAction").inputs).join()).to.not.contain("MARK");
    });
  });

  describe("not enforced", () => {
    let loose: Evaluation;
    before(async () => {
      loose = await dev({ version: 3, enforce: false });
    });

    it("has the Action and sends the proxy secret, but binds nothing", () => {
      expect(labels(childrenOf(loose, only(loose, "OnlyThroughProxy")))).to.deep.equal([
        "Action only-through-proxy-action",
        "RandomPassword only-through-proxy-secret-v2",
        "RandomPassword only-through-proxy-secret-v3",
      ]);
      expect(sent(loose)).to.equal(`'${proxySecretOf(3)}'`);
      expect(only(loose, "Action").inputs).to.deep.equal(only(third, "Action").inputs);
    });
  });

  describe("keeps the proxy secret to itself", () => {
    it("a secret where it is made and where it is sent", () => {
      const integration = only(third, "Integration");
      expect(integration.secretInputs).to.deep.equal(["requestParameters"]);
      expect(integration.additionalSecretOutputs).to.deep.equal(["requestParameters"]);
      for (const proxySecret of all(third, "RandomPassword"))
        expect(proxySecret.additionalSecretOutputs, proxySecret.name).to.include("result");
    });

    it("with nothing of the Action's hidden, so that a preview shows its drift", () => {
      expect(only(third, "Action")).to.deep.include({
        secretInputs: [],
        additionalSecretOutputs: [],
      });
    });

    it("in no other input, no trigger, and nothing that is exported", () => {
      const holds = (value: unknown) => /GENERATED-only-through-proxy/.test(JSON.stringify(value));
      const holders = third.resources.filter(({ inputs }) => holds(inputs));
      expect(labels(holders)).to.deep.equal(["Integration proxy-auth0"]);
      expect(holds(third.outputs)).to.equal(false);
    });

    it("masked in what the component registers", () => {
      const { registeredOutputs } = only(third, "OnlyThroughProxy");
      const { version, userAgent } = registeredOutputs?.proxySecret as Record<string, unknown>;
      expect(version).to.equal(3);
      expect(isMasked(userAgent)).to.equal(true);
    });
  });

  it("exports what is configured, so that verify knows what to claim", async () => {
    expect(third.outputs.values.onlyThroughProxy).to.deep.equal({ version: 3, enforce: true });
    const loose = await dev({ enforce: false });
    expect(loose.outputs.values.onlyThroughProxy).to.deep.equal({ version: 1, enforce: false });
    expect(third.outputs.secretPaths).to.deep.equal(off.outputs.secretPaths);
  });
});
