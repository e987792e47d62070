import { expect } from "chai";
import { expiresInRange, servedSeconds } from "../../../src/expiresIn";
import {
  type Changes,
  configError,
  onlyProblem,
  ORDERS,
  parsed,
  vendorWith,
} from "../../support/configs";

const PATH = "m2m-token-cache:cache";
const living = (tokenLifetimeSeconds: number) => ({
  apis: [{ identifier: ORDERS, tokenLifetimeSeconds }],
});
const cacheOf = (cache: Changes) => parsed({ cache }).cache;

describe("The store", () => {
  it("is the stage cache by default, with the same keys as before", () => {
    const stage = { store: "stage", ttlSeconds: 3600, sizeGb: "0.5" };
    expect(cacheOf({})).to.deep.equal(stage);
    expect(cacheOf({ store: "stage" })).to.deep.equal(stage);
    expect(cacheOf({ ttlSeconds: 60, sizeGb: 1.6 })).to.deep.equal({
      store: "stage",
      ttlSeconds: 60,
      sizeGb: "1.6",
    });
  });

  it("dynamodb gets its own defaults, and none of the stage's", () => {
    expect(cacheOf({ store: "dynamodb" })).to.deep.equal({
      store: "dynamodb",
      renewBeforeSeconds: 600,
      pepperVersion: 1,
      standby: false,
    });
  });

  for (const store of ["dynamodb", "none"])
    it(`${store} has a cluster only on standby, of the smallest size unless it is given`, () => {
      expect(cacheOf({ store })).not.to.have.property("sizeGb");
      expect(cacheOf({ store, standby: false })).not.to.have.property("sizeGb");
      expect(cacheOf({ store, standby: true })).to.include({ standby: true, sizeGb: "0.5" });
      expect(cacheOf({ store, standby: true, sizeGb: "6.1" })).to.include({ sizeGb: "6.1" });
    });

  it("that is not known is refused", () => {
    expect(onlyProblem({ cache: { store: "redis" } })).to.deep.equal({
      key: `${PATH}.store`,
      found: 'is "redis"',
      allowed: "stage or dynamodb or none",
      fix: `for example pulumi config set --path '${PATH}.store' stage`,
    });
  });
});

describe("A key of one store with another", () => {
  const cases: [store: string, key: string, value: unknown, owners: string, own: string][] = [
    ["dynamodb", "ttlSeconds", 60, "stage", "store, renewBeforeSeconds, pepperVersion, standby"],
    ["dynamodb", "sizeGb", "0.5", "stage", "store, renewBeforeSeconds, pepperVersion, standby"],
    ["none", "ttlSeconds", 60, "stage", "store, standby"],
    ["none", "renewBeforeSeconds", 60, "dynamodb", "store, standby"],
    ["none", "pepperVersion", 2, "dynamodb", "store, standby"],
    ["stage", "renewBeforeSeconds", 60, "dynamodb", "store, ttlSeconds, sizeGb"],
    ["stage", "pepperVersion", 2, "dynamodb", "store, ttlSeconds, sizeGb"],
    ["stage", "standby", true, "dynamodb or none", "store, ttlSeconds, sizeGb"],
    ["stage", "standby", false, "dynamodb or none", "store, ttlSeconds, sizeGb"],
  ];
  for (const [store, key, value, owners, own] of cases)
    it(`is an error that says how to fix it: ${key} ${String(value)} with ${store}`, () => {
      const { fix, ...problem } = onlyProblem({ cache: { store, [key]: value } });
      expect(problem).to.deep.equal({
        key: `${PATH}.${key}`,
        found: `goes with the store ${owners}, and cache.store is ${store}`,
        allowed: `with ${store}: ${own}`,
      });
      expect(fix.split(", or ")).to.deep.equal([
        `pulumi config rm --path '${PATH}.${key}'`,
        ...(key === "sizeGb" ? [`pulumi config set --path '${PATH}.standby' true`] : []),
        `pulumi config set --path '${PATH}.store' ${owners.split(" ")[0]}`,
      ]);
    });

  it("is said of each, beside the other problems", () => {
    const { problems } = configError({
      cache: { store: "dynamodb", ttlSeconds: 60, sizeGb: "0.5" },
      throttle: { burst: 0 },
    });
    expect(problems.map(({ key }) => key)).to.have.members([
      `${PATH}.ttlSeconds`,
      `${PATH}.sizeGb`,
      "m2m-token-cache:throttle.burst",
    ]);
  });

  it("is not shown where the section is a secret", () => {
    const { message } = configError({ cache: { store: "dynamodb", ttlSeconds: 1234 } }, [PATH]);
    expect(message).not.to.match(/1234|dynamodb/);
  });
});

describe("renewBeforeSeconds", () => {
  const renewing = (renewBeforeSeconds: unknown) => ({
    cache: { store: "dynamodb", renewBeforeSeconds },
  });

  it("is from 60 to half the shortest lifetime that is granted", () => {
    for (const seconds of [60, 600, 43_200]) expect(() => parsed(renewing(seconds))).not.to.throw();
    for (const seconds of [59, 60.5, "600", 1_296_001])
      expect(onlyProblem(renewing(seconds)).allowed, String(seconds)).to.equal(
        "a whole number from 60 to 1296000 (seconds), for example 600",
      );
    expect(onlyProblem(renewing(43_201))).to.deep.equal({
      key: `${PATH}.renewBeforeSeconds`,
      found: `is 43201, more than half the life of tokens for ${ORDERS}, which live 86400 s`,
      allowed: "from 60 to 43200",
      fix: "lower it, or pulumi config set --path 'm2m-token-cache:apis[0].tokenLifetimeSeconds' 86402",
    });
  });

  it("is looked at with its default too, and of APIs that are granted only", () => {
    expect(onlyProblem({ cache: { store: "dynamodb" }, ...living(1199) }).found).to.match(
      /^is 600,/,
    );
    expect(() => parsed({ cache: { store: "dynamodb" }, ...living(1200) })).not.to.throw();
    expect(onlyProblem({ ...renewing(60), ...living(119) }).allowed).to.equal(
      "none for tokens that live less than 120 s",
    );
    const apis = [{ identifier: ORDERS }, { identifier: "https://x", tokenLifetimeSeconds: 90 }];
    expect(() => parsed({ cache: { store: "dynamodb" }, apis })).not.to.throw();
  });
});

describe("What vendors get with a store", () => {
  it("is the lifetime less the TTL with the stage cache, one number", () => {
    const cache = cacheOf({ ttlSeconds: 600 });
    expect(expiresInRange(cache, 86_400)).to.deep.equal({ atLeast: 85_789, atMost: 85_789 });
    expect(servedSeconds(cache, 86_400)).to.equal(600);
  });

  it("is what is left with dynamodb, at least what is left when it is renewed", () => {
    const cache = cacheOf({ store: "dynamodb", renewBeforeSeconds: 900 });
    expect(expiresInRange(cache, 86_400)).to.deep.equal({ atLeast: 900, atMost: 86_400 });
    expect(servedSeconds(cache, 86_400)).to.equal(85_500);
  });

  it("is the lifetime less the time-out without a cache", () => {
    expect(expiresInRange(cacheOf({ store: "none" }), 86_400).atLeast).to.equal(86_389);
  });
});

describe("The budget with a store", () => {
  const many = (count: number) => ({
    vendors: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`v${index}`, { grants: { [ORDERS]: [] } }]),
    ),
  });

  it("is one token for each lifetime with dynamodb", () => {
    const cache = { store: "dynamodb" };
    const quota = { monthlyTokens: 310, onOverspend: "fail" };
    expect(parsed({ cache, quota, ...many(10) }).warnings).to.deep.equal([]);
    const { found, fix } = onlyProblem({ cache, quota, ...many(11) });
    expect(found).to.match(/^is 310, less than the 341 tokens/);
    expect(fix).not.to.include("ttlSeconds");
  });

  it("has no bound without a cache: the preview says so, and nothing fails", () => {
    const quota = { monthlyTokens: 1, onOverspend: "fail" };
    const { warnings } = parsed({ cache: { store: "none" }, quota });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^cache\.store is none: .*every request .* costs an Auth0 token/);
  });

  it("does not lock vendors out without a cache", () => {
    expect(
      parsed({ cache: { store: "none" }, tokenQuota: "auto" }).vendors.acme?.tokenQuota,
    ).to.equal(undefined);
  });

  it("is not warned of Basic over HTTP/2 with dynamodb, which knows headers by any case", () => {
    const vendors = vendorWith({ authenticationMethod: "client_secret_basic" });
    expect(parsed({ vendors }).warnings.join()).to.include("HTTP/2");
    expect(parsed({ vendors, cache: { store: "dynamodb" } }).warnings).to.deep.equal([]);
  });
});
