/**
 * What a change of the configuration changes: two evaluations of the program, compared resource by
 * resource.
 *
 * Not proved here: what an update does with a difference. Pulumi's engine and its providers, which
 * choose between update and replacement, did not run, and nothing ran on AWS or Auth0. The generated
 * passwords stand for their keepers: that a new one comes with another secretVersion, and only then,
 * is what the random provider promises.
 */
import { expect } from "chai";
import { evaluate, type Evaluation, type Registration } from "../../local/evaluate/evaluate";
import { answering, label, labels, named, stackValues, vendorsOf } from "../support/registrations";

const ORDERS = "https://api.dev.example.com/orders";
const LEGACY = "https://api.dev.example.com/legacy";

const vendors = vendorsOf("dev");
const vendorWith = (name: string, changes: Record<string, unknown>) => ({
  vendors: { ...vendors, [name]: { ...vendors[name], ...changes } },
});

/** The same generated secret as long as the keepers are the same; without keepers, a name has its own. */
const keptSecrets = answering("RandomPassword", ({ keepers }, name) => ({
  result: `generated for ${keepers === undefined ? name : JSON.stringify(keepers)}`,
}));

const dev = (changes: Record<string, unknown> = {}): Promise<Evaluation> =>
  evaluate({ values: stackValues("dev", changes), stack: "dev", override: keptSecrets });

interface Differences {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** "Kind name: input, …" of each resource that is declared otherwise. */
  readonly changed: readonly string[];
}

const NONE: Differences = { added: [], removed: [], changed: [] };

function differences(before: Evaluation, after: Evaluation): Differences {
  const was = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const is = new Map(after.resources.map((resource) => [resource.urn, resource]));
  return {
    added: labels([...is.values()].filter(({ urn }) => !was.has(urn))),
    removed: labels([...was.values()].filter(({ urn }) => !is.has(urn))),
    changed: [...is.values()]
      .flatMap((resource) => {
        const other = was.get(resource.urn);
        const keys = other ? changedKeys(other, resource) : [];
        return keys.length > 0 ? [`${label(resource)}: ${keys.join(", ")}`] : [];
      })
      .sort(),
  };
}

/** Inputs that differ, but for those that the engine leaves as they are, and options, in sorted order. */
function changedKeys(before: Registration, after: Registration): string[] {
  const declared = (resource: Registration): Record<string, unknown> => ({
    ...resource.inputs,
    "(options)": [
      resource.parent,
      [...resource.dependencies].sort(),
      resource.protect,
      resource.retainOnDelete,
      resource.deleteBeforeReplace,
      resource.replaceOnChanges,
      resource.ignoreChanges,
      resource.additionalSecretOutputs,
      resource.secretInputs,
    ],
  });
  const [one, other] = [declared(before), declared(after)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((key) => !after.ignoreChanges.includes(key))
    .filter((key) => canonical(one[key]) !== canonical(other[key]))
    .sort();
}

/** JSON with sorted keys: the order of an object's keys means nothing to Pulumi. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

describe("An update of the stack", () => {
  let original: Evaluation;
  before(async () => {
    original = await dev();
  });

  const after = async (changes: Record<string, unknown>) =>
    differences(original, await dev(changes));

  describe("changes nothing", () => {
    it("if nothing changed in the configuration", async () => {
      expect(await after({})).to.deep.equal(NONE);
    });

    it("if vendors, APIs, grants and tags are only written in another order", async () => {
      const reversed = <T>(record: Record<string, T>) =>
        Object.fromEntries(Object.entries(record).reverse());
      const apis = JSON.parse(stackValues("dev")["m2m-token-cache:apis"]!) as unknown[];
      const initech = vendors.initech!;
      expect(
        await after({
          vendors: reversed({
            ...vendors,
            initech: { ...initech, grants: reversed(initech.grants as Record<string, unknown>) },
          }),
          apis: apis.reverse(),
          tags: { environment: "dev", team: "platform" },
        }),
      ).to.deep.equal(NONE);
    });

    it("if a default is written out", async () => {
      const written = {
        authenticationMethod: "client_secret_post",
        secretVersion: 1,
        suspended: false,
        clientVersion: 1,
        rotation: "cut",
        protect: false,
      };
      expect(
        await after({ ...vendorWith("acme", written), issuerDomain: "example-dev.eu.auth0.com" }),
      ).to.deep.equal(NONE);
    });
  });

  describe("touches one vendor only", () => {
    const umbrella = { grants: { [ORDERS]: ["read:orders"], [LEGACY]: [] } };
    const UMBRELLA = [
      "Client umbrella-client",
      "ClientCredentials umbrella-credentials",
      "ClientGrant umbrella-grant-api-dev-example-com-legacy-613fd9a2",
      "ClientGrant umbrella-grant-api-dev-example-com-orders-7e281c08",
      "RandomPassword umbrella-secret",
      "VendorClient umbrella",
    ];

    it("if it is new", async () => {
      expect(await after({ vendors: { ...vendors, umbrella } })).to.deep.equal({
        ...NONE,
        added: UMBRELLA,
      });
    });

    it("if it is new and comes first", async () => {
      expect(await after({ vendors: { umbrella, ...vendors } })).to.deep.equal({
        ...NONE,
        added: UMBRELLA,
      });
    });

    it("if it goes", async () => {
      const { globex, ...others } = vendors;
      expect(globex).to.be.an("object");
      expect(await after({ vendors: others })).to.deep.equal({
        ...NONE,
        removed: [
          "Client globex-client",
          "ClientCredentials globex-credentials",
          "ClientGrant globex-grant-api-dev-example-com-orders-7e281c08",
          "RandomPassword globex-secret",
          "VendorClient globex",
        ],
      });
    });

    it("if its secret is rotated: a new one is generated and sent", async () => {
      expect(await after(vendorWith("acme", { secretVersion: 2 }))).to.deep.equal({
        ...NONE,
        changed: [
          "ClientCredentials acme-credentials: clientSecret",
          "RandomPassword acme-secret: keepers",
        ],
      });
    });

    it("if its secret is left to Auth0: the live one is sent no more", async () => {
      expect(await after(vendorWith("acme", { secretVersion: 0 }))).to.deep.equal({
        added: [],
        removed: ["RandomPassword acme-secret"],
        changed: ["ClientCredentials acme-credentials: (options), clientSecret"],
      });
    });

    it("if its scopes change: only that grant does, in place", async () => {
      const grants = { [ORDERS]: ["read:orders", "write:orders"] };
      expect(await after(vendorWith("acme", { grants }))).to.deep.equal({
        ...NONE,
        changed: ["ClientGrant acme-grant-api-dev-example-com-orders-7e281c08: scopes"],
      });
    });

    it("if it gets another audience: the grants that it has stay as they are", async () => {
      const grants = { [LEGACY]: [], [ORDERS]: ["read:orders"] };
      expect(await after(vendorWith("acme", { grants }))).to.deep.equal({
        ...NONE,
        added: ["ClientGrant acme-grant-api-dev-example-com-legacy-613fd9a2"],
      });
    });

    it("if it loses an audience", async () => {
      const grants = { [ORDERS]: ["read:orders"] };
      expect(await after(vendorWith("initech", { grants }))).to.deep.equal({
        ...NONE,
        removed: ["ClientGrant initech-grant-api-dev-example-com-legacy-613fd9a2"],
      });
    });

    it("if it authenticates otherwise", async () => {
      const change = { authenticationMethod: "client_secret_basic" };
      expect(await after(vendorWith("acme", change))).to.deep.equal({
        ...NONE,
        changed: ["ClientCredentials acme-credentials: authenticationMethod"],
      });
    });

    it("if its description or contact changes, and not its secret", async () => {
      const change = { description: "Acme", contact: "soc@acme.example" };
      expect(await after(vendorWith("acme", change))).to.deep.equal({
        ...NONE,
        changed: ["Client acme-client: clientMetadata, description"],
      });
    });

    describe("if it rotates with overlap:", () => {
      const overlap = { clientVersion: 2, rotation: "overlap" };
      const SECOND = [
        "Client acme-client-v2",
        "ClientCredentials acme-credentials-v2",
        "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08-v2",
        "RandomPassword acme-secret-v2",
      ];
      const FIRST = [
        "Client acme-client",
        "ClientCredentials acme-credentials",
        "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08",
        "RandomPassword acme-secret",
      ];
      let overlapping: Evaluation;
      before(async () => {
        overlapping = await dev(vendorWith("acme", overlap));
      });
      const then = async (changes: Record<string, unknown>) =>
        differences(overlapping, await dev(vendorWith("acme", changes)));

      it("switched on, the second client comes, and the first is marked and let go of", () => {
        expect(differences(original, overlapping)).to.deep.equal({
          removed: [],
          added: SECOND,
          changed: [
            "Client acme-client: clientMetadata, name",
            // Its secret is sent no more; Auth0 keeps the one that it has.
            "ClientCredentials acme-credentials: (options), clientSecret",
            "RandomPassword acme-secret: (options)",
          ],
        });
      });

      it("switched off, the first client goes, and nothing of the second changes", async () => {
        expect(await then({ clientVersion: 2 })).to.deep.equal({ ...NONE, removed: FIRST });
      });

      it("called off, the second client goes, and the first is as it was, its secret too", () => {
        expect(differences(overlapping, original)).to.deep.equal({
          added: [],
          removed: SECOND,
          changed: [
            "Client acme-client: clientMetadata, name",
            "ClientCredentials acme-credentials: (options), clientSecret",
            // Its keepers are the same, so it sends the secret that the client still has.
            "RandomPassword acme-secret: (options)",
          ],
        });
      });

      it("and lets Auth0 make the second one's secret, the first keeps its own to go back to", async () => {
        const { removed } = differences(
          original,
          await dev(vendorWith("acme", { ...overlap, secretVersion: 0 })),
        );
        expect(removed).to.deep.equal([]);
      });

      it("the next version moves on: the third comes, the second retires, the first goes", async () => {
        const changes = await then({ clientVersion: 3, rotation: "overlap" });
        expect(changes.removed).to.deep.equal(FIRST);
        expect(changes.added).to.deep.equal(SECOND.map((each) => each.replace("v2", "v3")));
        expect(changes.changed).to.deep.equal([
          "Client acme-client-v2: clientMetadata, name",
          "ClientCredentials acme-credentials-v2: (options), clientSecret",
          "RandomPassword acme-secret-v2: (options)",
        ]);
      });

      it("a raised secretVersion rotates the second client's secret only", async () => {
        expect(await then({ ...overlap, secretVersion: 2 })).to.deep.equal({
          ...NONE,
          changed: [
            "ClientCredentials acme-credentials-v2: clientSecret",
            "RandomPassword acme-secret-v2: keepers",
          ],
        });
      });

      it("another way to authenticate is the second client's only", async () => {
        const basic = { ...overlap, authenticationMethod: "client_secret_basic" };
        expect(await then(basic)).to.deep.equal({
          ...NONE,
          changed: ["ClientCredentials acme-credentials-v2: authenticationMethod"],
        });
      });

      it("other scopes are both clients'", async () => {
        const grants = { [ORDERS]: ["read:orders", "write:orders"] };
        expect(await then({ ...overlap, grants })).to.deep.equal({
          ...NONE,
          changed: [
            "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08-v2: scopes",
            "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08: scopes",
          ],
        });
      });

      it("suspended, both clients lose their grants", async () => {
        expect(await then({ ...overlap, suspended: true })).to.deep.equal({
          ...NONE,
          removed: [
            "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08",
            "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08-v2",
          ],
        });
      });

      it("under protection, the retiring client may go, and the other may not", async () => {
        const isProtected = (evaluation: Evaluation) =>
          labels(evaluation.resources.filter(({ protect }) => protect)).filter((each) =>
            each.includes("acme"),
          );
        const vendors = vendorWith("acme", overlap);
        expect(isProtected(await dev({ ...vendors, protect: true }))).to.deep.equal([
          "Client acme-client-v2",
        ]);
        // Without overlap there is no step in between: Pulumi refuses to delete the protected one.
        expect(isProtected(await dev({ protect: true }))).to.deep.equal(["Client acme-client"]);
      });
    });

    it("if its client is replaced at once: one client for another, with the same grants", async () => {
      const changes = await after(vendorWith("acme", { clientVersion: 2 }));
      expect(changes.changed).to.deep.equal([]);
      expect(changes.added).to.deep.equal(changes.removed.map((each) => `${each}-v2`));
      expect(changes.removed).to.have.length(4);
    });

    it("if it is suspended: its grants go, and nothing else", async () => {
      expect(await after(vendorWith("initech", { suspended: true }))).to.deep.equal({
        ...NONE,
        removed: [
          "ClientGrant initech-grant-api-dev-example-com-legacy-613fd9a2",
          "ClientGrant initech-grant-api-dev-example-com-orders-7e281c08",
        ],
      });
    });

    it("if it is suspended no more: its grants come back, and its secret is the same", async () => {
      const suspended = await dev(vendorWith("initech", { suspended: true }));
      expect(differences(suspended, original)).to.deep.equal({
        ...NONE,
        added: [
          "ClientGrant initech-grant-api-dev-example-com-legacy-613fd9a2",
          "ClientGrant initech-grant-api-dev-example-com-orders-7e281c08",
        ],
      });
    });

    it("if it is protected", async () => {
      expect(await after(vendorWith("acme", { protect: true }))).to.deep.equal({
        ...NONE,
        changed: ["Client acme-client: (options)"],
      });
    });
  });

  describe("touches the proxy only", () => {
    it("if the TTL changes: what takes it off expires_in, the key's namespace, the deployment, the setting", async () => {
      expect(await after({ cache: { ttlSeconds: 300, sizeGb: "0.5" } })).to.deep.equal({
        ...NONE,
        changed: [
          "Deployment proxy-deployment: triggers",
          "Integration proxy-auth0: cacheNamespace",
          "IntegrationResponse proxy-auth0-200: responseTemplates",
          "MethodSettings proxy-settings: settings",
        ],
      });
    });

    it("if the issuer changes", async () => {
      expect(await after({ issuerDomain: "login.example.com" })).to.deep.equal({
        ...NONE,
        changed: [
          "Deployment proxy-deployment: triggers",
          "Integration proxy-auth0: cacheNamespace, uri",
          "RestApi proxy-api: description",
        ],
      });
    });

    it("if the throttle changes: the settings, without a deployment", async () => {
      expect(await after({ throttle: { ratePerSecond: 5, burst: 5 } })).to.deep.equal({
        ...NONE,
        changed: [
          "MethodSettings proxy-floor: settings",
          "MethodSettings proxy-settings: settings",
        ],
      });
    });

    it("if the cache's size changes: the stage, without a deployment", async () => {
      expect(await after({ cache: { ttlSeconds: 3600, sizeGb: "1.6" } })).to.deep.equal({
        ...NONE,
        changed: ["Stage proxy-stage: cacheClusterSize"],
      });
    });

    it("if the execution log is switched on or off: its group stays, for AWS would make it again", async () => {
      const logs = { access: true, execution: "error", retentionDays: 7, manageAccountRole: true };
      const on = await dev({ logs });
      const changed = ["MethodSettings proxy-settings: settings"];
      expect(differences(original, on)).to.deep.equal({ ...NONE, changed });
      expect(differences(on, original)).to.deep.equal({ ...NONE, changed });
    });
  });

  describe("touches the front door only", () => {
    const [office, partner] = ["203.0.113.0/24", "198.51.100.0/24"];
    const inZone = { name: "tokens.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
    const both = { ...inZone, keepDefaultEndpoint: true };
    const DOMAIN = [
      "BasePathMapping proxy-mapping",
      "Certificate proxy-domain-certificate",
      "CertificateValidation proxy-domain-validation",
      "CustomDomain proxy-domain",
      "DomainName proxy-domain-name",
      "Record proxy-domain-a",
      "Record proxy-domain-validation-record",
    ];
    const CLOSED = "RestApi proxy-api: disableExecuteApiEndpoint";

    const between = async (one: Record<string, unknown>, other: Record<string, unknown>) =>
      differences(await dev(one), await dev(other));

    it("if it gets a domain: execute-api is closed in place, and that is deployed", async () => {
      expect(await after({ domain: inZone })).to.deep.equal({
        added: DOMAIN,
        removed: [],
        changed: [
          "Deployment proxy-deployment: triggers",
          "RestApi proxy-api: (options), disableExecuteApiEndpoint",
        ],
      });
    });

    it("if vendors are to move one by one: first the domain, then the closing", async () => {
      expect(await after({ domain: both })).to.deep.equal({
        added: DOMAIN,
        removed: [],
        changed: ["RestApi proxy-api: (options)"],
      });
      expect(await between({ domain: both }, { domain: inZone })).to.deep.equal({
        ...NONE,
        changed: ["Deployment proxy-deployment: triggers", CLOSED],
      });
    });

    it("if the domain goes: execute-api is opened, and that is deployed", async () => {
      expect(await between({ domain: inZone }, {})).to.deep.equal({
        added: [],
        removed: DOMAIN,
        changed: [
          "Deployment proxy-deployment: triggers",
          "RestApi proxy-api: (options), disableExecuteApiEndpoint",
        ],
      });
    });

    it("if another certificate is to be used: the name is kept, and the old one goes afterwards", async () => {
      const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/0123";
      expect(
        await between({ domain: inZone }, { domain: { ...inZone, certificateArn } }),
      ).to.deep.equal({
        added: [],
        removed: [
          "Certificate proxy-domain-certificate",
          "CertificateValidation proxy-domain-validation",
          "Record proxy-domain-validation-record",
        ],
        changed: [
          "DomainName proxy-domain-name: (options), regionalCertificateArn",
          "RestApi proxy-api: (options)",
        ],
      });
    });

    it("if one more range is allowed: the policy, and that is deployed", async () => {
      expect(
        await between({ allowedCidrs: [office] }, { allowedCidrs: [office, partner] }),
      ).to.deep.equal({
        ...NONE,
        changed: ["Deployment proxy-deployment: triggers", "RestApiPolicy proxy-policy: policy"],
      });
    });

    it("if addresses are allowed for the first time", async () => {
      expect(await after({ allowedCidrs: [office] })).to.deep.equal({
        added: ["RestApiPolicy proxy-policy"],
        removed: [],
        changed: ["Deployment proxy-deployment: (options), triggers"],
      });
    });

    it("if a web ACL is put in front, or its rate changes: no deployment", async () => {
      const waf = (ratePerFiveMinutes: number) => ({ waf: { ratePerFiveMinutes } });
      expect(await after(waf(1000))).to.deep.equal({
        ...NONE,
        added: ["WebAcl proxy-web-acl", "WebAclAssociation proxy-web-acl-association"],
      });
      expect(await between(waf(1000), waf(2000))).to.deep.equal({
        ...NONE,
        changed: ["WebAcl proxy-web-acl: rules"],
      });
    });
  });

  describe("keeps vendors from bypassing the proxy, in steps", () => {
    const between = async (before: unknown, after: unknown) =>
      differences(await dev({ onlyThroughProxy: before }), await dev({ onlyThroughProxy: after }));
    const GATEWAY = [
      "Deployment proxy-deployment: triggers",
      "Integration proxy-auth0: (options), requestParameters",
    ];

    it("first the proxy secret is made, known to the Action and sent: nobody is denied", async () => {
      expect(await between(undefined, { enforce: false })).to.deep.equal({
        added: [
          "Action only-through-proxy-action",
          "OnlyThroughProxy only-through-proxy",
          "RandomPassword only-through-proxy-secret-v1",
        ],
        removed: [],
        changed: GATEWAY,
      });
    });

    it("then the Action is bound, and that is all", async () => {
      expect(await between({ enforce: false }, {})).to.deep.equal({
        ...NONE,
        added: ["TriggerAction only-through-proxy-binding"],
      });
    });

    it("opens it by unbinding first, and takes the rest away next", async () => {
      expect(await between({}, { enforce: false })).to.deep.equal({
        ...NONE,
        removed: ["TriggerAction only-through-proxy-binding"],
      });
    });

    it("changes the proxy secret: a new one, the same one before, the Action, the gateway, no binding", async () => {
      expect(await between({ version: 2 }, { version: 3 })).to.deep.equal({
        added: ["RandomPassword only-through-proxy-secret-v3"],
        removed: ["RandomPassword only-through-proxy-secret-v1"],
        changed: ["Action only-through-proxy-action: (options), code", ...GATEWAY],
      });
    });

    it("touches no vendor and no cached token", async () => {
      const { added, removed, changed } = await between(undefined, {});
      expect([...added, ...removed, ...changed].join()).to.not.match(
        /acme|globex|initech|cacheNamespace/,
      );
    });
  });

  it("touches an API's scopes only, if one is added to it", async () => {
    const apis = JSON.parse(stackValues("dev")["m2m-token-cache:apis"]!) as {
      scopes: Record<string, string>;
    }[];
    apis[0]!.scopes["delete:orders"] = "Delete orders";
    expect(await after({ apis })).to.deep.equal({
      ...NONE,
      changed: ["ResourceServerScopes api-dev-example-com-orders-7e281c08-scopes: scopes"],
    });
  });

  it("under protection, can replace whatever is not the API, a managed API or a client", async () => {
    const evaluation = await dev({ protect: true });
    const PROTECTED = [
      "Client acme-client",
      "Client globex-client",
      "Client initech-client",
      "ResourceServer api-dev-example-com-orders-7e281c08-api",
      "ResourceServer api-dev-example-com-shipments-33000a18-api",
      "RestApi proxy-api",
    ];
    expect(labels(evaluation.resources.filter(({ protect }) => protect))).to.deep.equal(PROTECTED);
    expect(differences(original, evaluation)).to.deep.equal({
      ...NONE,
      changed: PROTECTED.map((each) => `${each}: (options)`),
    });
  });

  it("never sends one vendor's new secret to another", async () => {
    const rotated = await dev(vendorWith("acme", { secretVersion: 2 }));
    const sent = (name: string) =>
      named(rotated, "ClientCredentials", `${name}-credentials`).inputs.clientSecret;
    expect(sent("acme")).to.equal('generated for {"secretVersion":"2"}');
    for (const other of ["globex", "initech"])
      expect(sent(other), other).to.equal('generated for {"secretVersion":"1"}');
  });
});
