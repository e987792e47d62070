/**
 * The whole program (index.ts), as the stacks dev and prod configure it, in an update and a preview.
 *
 * Not proved here: that AWS or Auth0 accept any of it. Nothing ran there. The resources are recorded
 * under Pulumi's mocks, so Pulumi's engine (its diffs, its order, its state) did not run either, and
 * the computed values are those of local/evaluate/computedOutputs.ts.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { evaluate, type Evaluation, type EvaluationOptions } from "../../local/evaluate/evaluate";
import { ManagedApi } from "../../src/auth0/managedApi";
import { Monitoring } from "../../src/monitoring/monitoring";
import { VendorClient } from "../../src/auth0/vendorClient";
import { TokenProxy } from "../../src/proxy/tokenProxy";
import {
  all,
  answering,
  counts,
  evaluatePart,
  failureOf,
  isMasked,
  label,
  labels,
  named,
  only,
  stackValues,
  texts,
  TYPES,
  UNKNOWN,
} from "../support/registrations";

type VendorOutputs = Record<string, Record<string, unknown>>;

const VENDORS = {
  dev: ["acme", "globex", "initech"],
  prod: ["acme-logistics", "globex", "initech", "umbrella-freight"],
} as const;

const evaluateStack = (stack: "dev" | "prod", options: Partial<EvaluationOptions> = {}) =>
  evaluate({ values: stackValues(stack), stack, ...options });

const vendorsOf = ({ outputs }: Evaluation) => outputs.values.vendors as VendorOutputs;

const secretsOf = (evaluation: Evaluation) =>
  Object.values(vendorsOf(evaluation)).map(({ clientSecret }) => String(clientSecret));

describe("The program", () => {
  for (const stack of ["dev", "prod"] as const)
    for (const preview of [false, true])
      describe(`in ${preview ? "a preview" : "an update"} of ${stack}`, () => {
        let evaluation: Evaluation;
        before(async () => {
          evaluation = await evaluateStack(stack, { preview });
        });

        it("registers no two resources of one URN", () => {
          const urns = evaluation.resources.map(({ urn }) => urn);
          expect(new Set(urns).size).to.equal(urns.length);
        });

        it("makes its resources in components: one proxy, an entry for each API, each vendor", () => {
          const roots = evaluation.resources.filter(({ parent }) => parent === "");
          const [domain] = { dev: ["api-dev-example-com"], prod: ["api-example-com"] }[stack];
          expect(roots.map(({ custom }) => custom)).to.not.include(true);
          expect(labels(roots).map((each) => each.replace(/-[0-9a-f]{8}$/, ""))).to.deep.equal(
            [
              `ManagedApi ${domain!}-orders`,
              `ManagedApi ${domain!}-shipments`,
              "TokenProxy proxy",
              ...VENDORS[stack].map((name) => `VendorClient ${name}`),
            ].sort(),
          );
        });

        it("gives every other resource a component for its parent, and its name as the prefix", () => {
          const children = evaluation.resources.filter(({ parent }) => parent !== "");
          expect(children.length).to.be.greaterThan(40);
          for (const child of children) {
            const parent = evaluation.resources.find(({ urn }) => urn === child.parent);
            expect(parent, child.urn).to.include({ custom: false, parent: "" });
            expect(child.custom, child.urn).to.equal(true);
            expect(child.name.startsWith(`${parent!.name}-`), child.urn).to.equal(true);
          }
        });

        it("registers the outputs of every component", () => {
          const expected = {
            [TYPES.TokenProxy]: [
              "accessLogGroup",
              "apiName",
              "proxyUrl",
              "restApiId",
              "stageName",
              "tokenUrl",
            ],
            [TYPES.ManagedApi]: ["audience"],
            [TYPES.VendorClient]: ["clientId", "clientSecret"],
          };
          for (const component of evaluation.resources.filter(({ custom }) => !custom))
            expect(
              Object.keys(component.registeredOutputs ?? {}).sort(),
              component.urn,
            ).to.deep.equal(expected[component.type as keyof typeof expected]);
        });

        it("masks a vendor's secret, and nothing else, in what components register", () => {
          for (const component of evaluation.resources.filter(({ custom }) => !custom))
            for (const [key, value] of Object.entries(component.registeredOutputs ?? {})) {
              const where = `${component.urn} ${key}`;
              // An unknown value is only that: there is nothing to mask yet.
              if (preview && key === "clientSecret") expect(value, where).to.equal(UNKNOWN);
              else expect(isMasked(value), where).to.equal(key === "clientSecret");
            }
        });

        it("never builds a text from something that is not there", () => {
          for (const { urn, inputs } of evaluation.resources)
            for (const text of texts(inputs)) {
              expect(text, urn).to.not.match(/undefined|\[object|Calling \[/);
              if (text !== UNKNOWN) expect(text, urn).to.not.include(UNKNOWN);
            }
        });

        it("masks exactly the vendors' secrets in the outputs", () => {
          expect(evaluation.outputs.secretPaths).to.deep.equal(
            VENDORS[stack].map((name) => `vendors.${name}.clientSecret`),
          );
        });

        it("knows before the update what does not depend on AWS or Auth0", () => {
          const { values } = evaluation.outputs;
          const issuer = {
            dev: "https://example-dev.eu.auth0.com/",
            prod: "https://login.example.com/",
          }[stack];
          expect(values).to.deep.include({
            issuer,
            jwksUrl: `${issuer}.well-known/jwks.json`,
            region: "eu-west-1",
            stageName: "v1",
          });
          expect(Object.keys(vendorsOf(evaluation))).to.have.members([...VENDORS[stack]]);
          for (const vendor of Object.values(vendorsOf(evaluation)))
            expect(vendor).to.include.keys("authenticationMethod", "grants", "expiresInSeconds");
        });
      });

  describe("in an update of dev", () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await evaluateStack("dev");
    });

    it("registers exactly these resources, by type", () => {
      expect(counts(evaluation)).to.deep.equal({
        "m2m-token-cache:proxy:TokenProxy": 1,
        "aws:apigateway/restApi:RestApi": 1,
        "aws:apigateway/resource:Resource": 2,
        "aws:apigateway/method:Method": 1,
        "aws:apigateway/methodResponse:MethodResponse": 5,
        "aws:apigateway/integration:Integration": 1,
        "aws:apigateway/integrationResponse:IntegrationResponse": 5,
        "aws:apigateway/response:Response": 14,
        "aws:apigateway/deployment:Deployment": 1,
        "aws:apigateway/stage:Stage": 1,
        "aws:apigateway/methodSettings:MethodSettings": 2,
        "aws:apigateway/account:Account": 1,
        "aws:cloudwatch/logGroup:LogGroup": 2,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "m2m-token-cache:auth0:ManagedApi": 2,
        "auth0:index/resourceServer:ResourceServer": 2,
        "auth0:index/resourceServerScopes:ResourceServerScopes": 2,
        "m2m-token-cache:auth0:VendorClient": 3,
        "random:index/randomPassword:RandomPassword": 3,
        "auth0:index/client:Client": 3,
        "auth0:index/clientCredentials:ClientCredentials": 3,
        "auth0:index/clientGrant:ClientGrant": 4,
      });
    });

    it("shows in the preview the same resources that the update makes", async () => {
      const preview = await evaluateStack("dev", { preview: true });
      expect(labels(preview.resources)).to.deep.equal(labels(evaluation.resources));
    });

    it("has a README of the stack that names outputs that there are, and no masked one", () => {
      const { values, secretPaths } = evaluation.outputs;
      const names = [...values.readme.matchAll(/\$\{outputs\.([^}]+)\}/g)].map(([, name]) => name!);
      expect(names).to.include("tokenUrl");
      for (const name of names) {
        const value = name
          .split(".")
          .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], values);
        expect(value, name).to.be.oneOf([String(value), Number(value)]);
        expect(secretPaths.some((path) => path.startsWith(name))).to.equal(false);
      }
    });

    it("exports exactly these outputs, and knows them all", () => {
      const { values, unknownPaths } = evaluation.outputs;
      expect(values).to.have.all.keys(
        "proxyUrl",
        "tokenUrl",
        "issuer",
        "jwksUrl",
        "restApiId",
        "stageName",
        "store",
        "region",
        "quota",
        "readme",
        "support",
        "vendors",
      );
      expect(unknownPaths).to.deep.equal([]);
      const { id } = only(evaluation, "RestApi");
      expect(values).to.deep.include({
        restApiId: id,
        proxyUrl: `https://${id}.execute-api.eu-west-1.amazonaws.com/v1`,
        tokenUrl: `https://${id}.execute-api.eu-west-1.amazonaws.com/v1/oauth/token`,
      });
    });

    it("outputs for each vendor exactly what it needs to get its tokens", () => {
      const orders = "https://api.dev.example.com/orders";
      const legacy = "https://api.dev.example.com/legacy";
      const handed = (name: string) => {
        const { clientId, clientSecret, ...rest } = vendorsOf(evaluation)[name]!;
        expect(clientId).to.equal(named(evaluation, "Client", `${name}-client`).id);
        expect(clientSecret).to.match(/^[A-Za-z0-9]{64}$/);
        return rest;
      };
      const { tokenUrl } = evaluation.outputs.values;
      expect(handed("acme")).to.deep.equal({
        tokenUrl,
        authenticationMethod: "client_secret_post",
        grants: { [orders]: ["read:orders"] },
        expiresInSeconds: { [orders]: 86_400 - 3611 },
      });
      expect(handed("globex")).to.deep.equal({
        tokenUrl,
        authenticationMethod: "client_secret_basic",
        grants: { [orders]: ["read:orders", "write:orders"] },
        expiresInSeconds: { [orders]: 86_400 - 3611 },
      });
      expect(handed("initech")).to.deep.equal({
        tokenUrl,
        authenticationMethod: "client_secret_post",
        grants: { [orders]: ["read:orders"], [legacy]: [] },
        expiresInSeconds: { [orders]: 86_400 - 3611, [legacy]: 36_000 - 3611 },
      });
    });

    it("tags every AWS resource that takes tags, as configured, and no other", () => {
      const tagged = evaluation.resources.filter(({ inputs }) => "tags" in inputs);
      expect(labels(tagged)).to.deep.equal([
        "LogGroup proxy-access-logs",
        "LogGroup proxy-execution-logs",
        "RestApi proxy-api",
        "Role proxy-log-role",
        "Stage proxy-stage",
      ]);
      for (const { inputs, urn } of tagged)
        expect(inputs.tags, urn).to.deep.equal({ team: "platform", environment: "dev" });
    });

    it("protects nothing, as configured", () => {
      expect(evaluation.resources.filter(({ protect }) => protect).map(label)).to.deep.equal([]);
    });
  });

  describe("in a preview of dev", () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await evaluateStack("dev", { preview: true });
    });

    it("leaves unknown exactly what only AWS and Auth0 can say", () => {
      expect(evaluation.outputs.unknownPaths).to.deep.equal([
        "proxyUrl",
        "restApiId",
        "tokenUrl",
        ...VENDORS.dev.flatMap((name) => [
          `vendors.${name}.clientId`,
          `vendors.${name}.clientSecret`,
          `vendors.${name}.tokenUrl`,
        ]),
      ]);
    });

    it("lets the operator read what each vendor is granted, for how long and how it authenticates", () => {
      const orders = "https://api.dev.example.com/orders";
      const legacy = "https://api.dev.example.com/legacy";
      // As JSON: what is not known is not there.
      expect(JSON.parse(JSON.stringify(vendorsOf(evaluation)))).to.deep.equal({
        acme: {
          authenticationMethod: "client_secret_post",
          grants: { [orders]: ["read:orders"] },
          expiresInSeconds: { [orders]: 82_789 },
        },
        globex: {
          authenticationMethod: "client_secret_basic",
          grants: { [orders]: ["read:orders", "write:orders"] },
          expiresInSeconds: { [orders]: 82_789 },
        },
        initech: {
          authenticationMethod: "client_secret_post",
          grants: { [orders]: ["read:orders"], [legacy]: [] },
          expiresInSeconds: { [orders]: 82_789, [legacy]: 32_389 },
        },
      });
    });

    it("passes on ids as unknown, not as a text", () => {
      expect(only(evaluation, "Deployment").inputs.restApi).to.equal(UNKNOWN);
      expect(only(evaluation, "Stage").inputs.deployment).to.equal(UNKNOWN);
      for (const { inputs, urn } of all(evaluation, "ClientGrant"))
        expect(inputs.clientId, urn).to.equal(UNKNOWN);
    });
  });

  for (const stack of ["dev", "prod"] as const)
    describe(`keeps every client secret of ${stack} to itself`, () => {
      let evaluation: Evaluation;
      let secrets: string[];
      before(async () => {
        evaluation = await evaluateStack(stack);
        secrets = secretsOf(evaluation);
      });

      const expectNoSecret = (value: unknown, where: string) => {
        const text = JSON.stringify(value);
        for (const secret of secrets)
          expect(text.includes(secret), `a secret is in ${where}`).to.equal(false);
      };

      it("has one of its own for each vendor", () => {
        expect(secrets).to.have.length(VENDORS[stack].length);
        expect(new Set(secrets).size).to.equal(secrets.length);
        for (const secret of secrets) expect(secret.length).to.be.at.least(64);
      });

      it("exports it as that vendor's clientSecret only", () => {
        const { vendors, ...others } = evaluation.outputs.values;
        expectNoSecret(others, "the outputs");
        for (const [name, { clientSecret, ...rest }] of Object.entries(vendors as VendorOutputs)) {
          const own = named(evaluation, "ClientCredentials", `${name}-credentials`);
          expect(clientSecret === own.state.clientSecret, name).to.equal(true);
          expectNoSecret(rest, name);
        }
      });

      it("passes it to the vendor's ClientCredentials only, as a secret", () => {
        for (const { urn, type, inputs, secretInputs } of evaluation.resources) {
          const { clientSecret, ...others } = inputs;
          const passed = type === TYPES.ClientCredentials && clientSecret !== undefined;
          expect(secretInputs, urn).to.deep.equal(passed ? ["clientSecret"] : []);
          expectNoSecret(passed ? others : inputs, `the inputs of ${urn}`);
        }
      });

      it("keeps it in the state only where it is encrypted", () => {
        for (const { urn, state, additionalSecretOutputs } of evaluation.resources)
          expectNoSecret(
            Object.entries(state).filter(([key]) => !additionalSecretOutputs.includes(key)),
            `the state of ${urn}`,
          );
      });
    });

  describe("fails, rather than leave a gap in the outputs,", () => {
    const OUR_SECRET = "NeverToBeShown0123456789";
    const keptBack = (
      which: (state: Record<string, unknown>) => boolean,
    ): EvaluationOptions["override"] => {
      const generated = answering("RandomPassword", () => ({ result: OUR_SECRET }));
      const empty = answering("ClientCredentials", (state) =>
        which(state) ? { clientSecret: "" } : {},
      );
      return (type, state) => generated(type, empty(type, state));
    };

    it("if Auth0 keeps a vendor's secret back: it names the vendor and the missing scope", async () => {
      // In dev, globex alone authenticates with Basic.
      const override = keptBack((state) => state.authenticationMethod === "client_secret_basic");
      const error = await failureOf(evaluateStack("dev", { override }));
      // One that held a resource would have Pulumi print the whole graph: 19 s of CPU for three vendors.
      expect(error.name).to.equal("UserError");
      expect(error).to.not.have.property("resource");
      expect(error.message)
        .to.include("the client secret of vendor globex")
        .and.include("read:client_keys");
      expect(error.message).to.not.match(/acme|initech/);
      expect(`${error.message}${error.stack ?? ""}`).to.not.include(OUR_SECRET);
    });

    it("if Auth0 keeps the secret of an imported client back", async () => {
      // In prod, umbrella-freight alone has secretVersion 0: its secret is not ours.
      const override = keptBack((state) => state.clientSecret !== OUR_SECRET);
      const error = await failureOf(evaluateStack("prod", { override }));
      expect(error.message).to.include("vendor umbrella-freight").and.include("read:client_keys");
    });

    it("if an output is undefined: it names the output", async () => {
      const part = (program: () => Record<string, unknown>) => failureOf(evaluatePart(program));
      expect((await part(() => ({ vendors: { acme: undefined } }))).message).to.equal(
        "The output vendors.acme is undefined.",
      );
      expect((await part(() => ({ tokenUrl: pulumi.output(undefined) }))).message).to.equal(
        "The output tokenUrl is undefined.",
      );
    });

    for (const preview of [false, true])
      it(`if ${preview ? "a preview" : "an update"} asks AWS for something that is not simulated`, async () => {
        const error = await failureOf(
          evaluatePart(
            () => {
              void aws.getCallerIdentity();
              return {};
            },
            {},
            { preview },
          ),
        );
        expect(error.message).to.equal(
          "The stand-ins do not answer the invoke aws:index/getCallerIdentity:getCallerIdentity.",
        );
      });

    const unknownType = (preview: boolean) =>
      failureOf(evaluatePart(() => ({ id: new aws.sqs.Queue("alarms").id }), {}, { preview }));
    const UNKNOWN_TYPE =
      "The stand-ins do not know aws:sqs/queue:Queue: add it to local/evaluate/computedOutputs.ts.";

    it("if an update registers a type that is not simulated", async () => {
      expect((await unknownType(false)).message).to.equal(UNKNOWN_TYPE);
    });

    it("if a preview registers a type that is not simulated", async () => {
      expect((await unknownType(true)).message).to.equal(UNKNOWN_TYPE);
    });
  });

  it("has no public output in a component that the component does not register", async () => {
    const outputsOf = new Map<string, string[]>();
    const noted = (component: pulumi.ComponentResource) => {
      const type = Reflect.get(component, "__pulumiType") as string;
      outputsOf.set(
        type,
        Object.entries(component)
          .filter(([key, value]) => key !== "urn" && pulumi.Output.isInstance(value))
          .map(([key]) => key)
          .sort(),
      );
    };
    const evaluation = await evaluatePart((config) => {
      const proxy = new TokenProxy("proxy", config);
      noted(proxy);
      noted(new Monitoring("monitoring", { ...config, emails: [], dashboard: true, proxy }));
      noted(new ManagedApi("orders", { api: config.apis[0]!, protect: false }));
      noted(new VendorClient("acme", { vendor: config.vendors.acme!, audiences: {} }));
      return {};
    });
    for (const kind of ["TokenProxy", "Monitoring", "ManagedApi", "VendorClient"] as const) {
      const { registeredOutputs } = only(evaluation, kind);
      expect(outputsOf.get(TYPES[kind]), kind).to.have.length.greaterThan(0);
      expect(Object.keys(registeredOutputs ?? {}).sort(), kind).to.deep.equal(
        outputsOf.get(TYPES[kind]),
      );
    }
  });
});
