/** The contract holds for the program with each store, as by default and with everything on that means something here. */
import { expect } from "chai";
import { FUNCTION_QUIRKS } from "../../local/gateway/functionQuirks";
import type { Evaluation, Registration } from "../../local/evaluate/evaluate";
import { CLAIMS } from "../../tools/verify/claims";
import { BROKER_ONLY, CACHED_ONLY } from "../../tools/verify/claim";
import { costs, type Result } from "../../tools/verify/verify";
import { evaluateDev } from "../support/direct";
import { devValues } from "../support/stack";
import { type ContractOptions, failures, runContract } from "./support";

const CACHING = { cachingEnabled: true, cacheTtlInSeconds: 60 };
const ON = { onlyThroughProxy: { version: 2 }, tokenQuota: "auto", allowedCidrs: ["127.0.0.1/32"] };

const skipped = (results: readonly Result[]) =>
  results.filter(({ status }) => status === "SKIP").map(({ id }) => id);
const detailOf = (results: readonly Result[], claim: string) =>
  results.find(({ id }) => id === claim)?.detail;
const idsOf = (only: object | undefined) =>
  CLAIMS.filter((claim) => claim.only === only).map(({ id }) => id);

describe("The contract, with the token broker", () => {
  for (const [what, changes] of [
    ["as by default", {}],
    ["with everything on", ON],
  ] as const)
    it(`holds ${what}, skips only what needs TLS or is not switched on, and costs a token for each request that differs`, async () => {
      const values = { cache: { store: "dynamodb" }, ...changes };
      const evaluation = await evaluateDev(values);
      const { results, issued } = await runContract({ evaluation, values: devValues(values) });
      expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      expect(skipped(results)).to.deep.equal(
        changes === ON ? ["tls"] : ["only-through-proxy", "tls"],
      );
      expect(issued).to.be.at.most(10);
      expect(costs(CLAIMS).ifCached).to.be.above(10);
      expect(detailOf(results, "cold-parallel")).to.equal(
        "8 answers, 1 distinct token(s); the token broker mints one for all (the claim minted-once)",
      );
      const text = JSON.stringify(results);
      expect(text).to.not.match(/eyJ[\w-]{10,}/);
    });
});

describe("The contract, with the token broker beside a stage cache", () => {
  const values = { cache: { store: "dynamodb", standby: true } };
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev(values);
  });
  const run = (functionQuirks: object, mutate: ContractOptions["mutate"] = (all) => all) =>
    runContract({ evaluation, values: devValues(values), functionQuirks, mutate });

  for (const [name, { values: ways }] of Object.entries(FUNCTION_QUIRKS))
    for (const way of ways.slice(1))
      it(`holds where API Gateway treats a function otherwise than by default: ${name}=${way}`, async () => {
        expect(failures((await run({ [name]: way })).results)).to.deep.equal([]);
      });

  // What an update from stage to dynamodb may leave for a moment (docs/operations.md).
  const stillCaching = (resources: readonly Registration[]) =>
    resources.map((resource) =>
      resource.type === "aws:apigateway/methodSettings:MethodSettings"
        ? { ...resource, state: { ...resource.state, settings: { ...CACHING } } }
        : resource,
    );

  it("finds nothing but the settings where the stage still caches, if key parameters count", async () => {
    const { results } = await run({}, stillCaching);
    expect(failures(results)).to.deep.equal(["as-deployed"]);
  });

  it("finds that vendors get each other's answers there, if key parameters do not count", async () => {
    const { results } = await run({ "proxy-key-parameters": "no" }, stillCaching);
    expect(failures(results)).to.include.members(["vendors-apart", "as-deployed"]);
  });
});

describe("The contract, where grants name organizations", () => {
  const [ORDERS, LEGACY] = [
    "https://api.dev.example.com/orders",
    "https://api.dev.example.com/legacy",
  ] as const;
  const require = { scopes: ["read:orders"], organizationUsage: "require" };
  const VENDORS = {
    acme: { grants: { [ORDERS]: require } },
    globex: { grants: { [ORDERS]: { ...require, organizationUsage: "allow" } } },
    initech: { grants: { [ORDERS]: require, [LEGACY]: [] } },
  };
  for (const store of ["stage", "dynamodb"])
    it(`holds for the vendors and audiences that need none, with the store ${store}`, async () => {
      const values = { cache: { store }, vendors: VENDORS };
      const evaluation = await evaluateDev(values);
      const { results } = await runContract({ evaluation, values: devValues(values) });
      expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      expect(results.filter(({ status }) => status === "PASS").length).to.be.above(10);
    });
});

describe("The contract, without a store", () => {
  it("holds, skips what takes a cache, and says that it does", async () => {
    const values = { cache: { store: "none" } };
    const evaluation = await evaluateDev(values);
    const { results } = await runContract({ evaluation, values: devValues(values) });
    expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
    expect(skipped(results)).to.have.members([
      ...idsOf(CACHED_ONLY),
      ...idsOf(BROKER_ONLY),
      "only-through-proxy",
      "tls",
    ]);
    expect(detailOf(results, "cached")).to.equal(
      "cache.store is none: every request gets a token of its own",
    );
    expect(detailOf(results, "cold-parallel")).to.match(/nothing is cached, so 8 were minted$/);
  });
});
