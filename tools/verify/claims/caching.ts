import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { PartialVendor } from "../../lib/readOutputs";
import { CACHED_ONLY, type Claim, type Store } from "../claim";
import { Failed, must, Skipped } from "../findings";
import { ownToken } from "./answers";

/** The allowed difference between a client's clock and AWS's. */
export const CLOCK_SECONDS = 2;

const CREDENTIALS = ["clientId", "clientSecret"] as const;
const VENDOR_FIELDS = [...CREDENTIALS, "tokenUrl", "authenticationMethod"] as const;

/** The paths of what is absent or empty. */
function missing(of: PartialVendor, fields: readonly (keyof PartialVendor)[], path: string) {
  return fields
    .filter((field) => Object.keys(of[field] ?? {}).length === 0)
    .map((field) => `${path}.${field}`);
}

export const outputsComplete: Claim = {
  id: "outputs",
  title: "every vendor's outputs are complete",
  why: "a vendor with a gap in its credentials cannot get a token at all",
  requests: 0,
  entries: 0,
  check({ outputs }) {
    const vendors = Object.entries(outputs.vendors);
    if (vendors.length === 0) throw new Skipped("the stack has no vendors");
    const gaps = vendors.flatMap(([name, vendor]) => [
      ...missing(vendor, VENDOR_FIELDS, `vendors.${name}`),
      ...(vendor.suspended ? [] : missing(vendor, ["grants"], `vendors.${name}`)),
      ...(vendor.retiring ? missing(vendor.retiring, CREDENTIALS, `vendors.${name}.retiring`) : []),
    ]);
    must(gaps.length === 0, `missing or empty: ${gaps.join(", ")}`);
    const suspended = vendors.filter(([, vendor]) => vendor.suspended).length;
    return Promise.resolve(
      `${vendors.length} vendors${suspended > 0 ? `, ${suspended} of them suspended` : ""}`,
    );
  },
};

export const cached: Claim = {
  id: "cached",
  title:
    "the same request twice returns the same token, for this client and audience, with a valid signature",
  why: "if it is not cached, every request of every vendor counts against the monthly quota",
  requests: 2,
  entries: 1,
  only: CACHED_ONLY,
  async check(session) {
    const vendor = session.vendor();
    const [audience] = vendor.audiences;
    const changes = { entry: session.entry() };
    const first = ownToken(await session.ask(vendor, { changes }), vendor, "the first request");
    await session.nextSecond();
    const second = ownToken(await session.ask(vendor, { changes }), vendor, "the second request");
    must(
      first.fingerprint === second.fingerprint,
      `two tokens for one request: ${first.fingerprint}, ${second.fingerprint}`,
    );
    const { jwksUrl, issuer } = session.outputs;
    if (!jwksUrl)
      return `${first.fingerprint} twice; signature not checked: the outputs have no jwksUrl`;
    const { payload } = await jwtVerify(second.text, createRemoteJWKSet(new URL(jwksUrl)), {
      audience,
      ...(issuer ? { issuer } : {}),
      algorithms: ["RS256"],
      currentDate: new Date(session.now() * 1000),
    }).catch((error: unknown) => {
      throw new Failed(
        `the token is not valid: ${error instanceof errors.JOSEError ? error.code : "its keys cannot be fetched"}`,
      );
    });
    return `${first.fingerprint} twice, ${Math.floor((payload.exp ?? 0) - session.now())} s left`;
  },
};

export const expiresIn: Claim = {
  id: "expires-in",
  title: "expires_in never exceeds what the token has left, on a miss or on a hit",
  why: "a client that trusts it calls the API with an expired token, and fails until it drops that token",
  requests: 2,
  entries: 1,
  async check(session) {
    const vendor = session.vendor();
    const [audience] = vendor.audiences;
    const changes = { entry: session.entry() };
    const seen: number[] = [];
    for (const what of ["a miss", "a hit"]) {
      const answer = await session.ask(vendor, { changes });
      const { claims } = ownToken(answer, vendor, what);
      const expires = answer.json?.expires_in;
      must(
        typeof expires === "number" && expires > 0,
        `on ${what}, expires_in is not a number above 0`,
      );
      const left = (claims.exp ?? 0) - answer.sentAt + (session.live ? CLOCK_SECONDS : 0);
      must(
        expires <= left,
        `on ${what}, expires_in is ${expires} but ${left.toFixed(1)} s are left`,
      );
      // In the stage's cache, a hit that is TTL seconds old has the same expires_in as a new one.
      const most = vendor.expiresInSeconds[audience];
      must(
        most === undefined || expires <= most,
        `on ${what}, expires_in is ${expires}; the outputs promise at most ${most ?? 0}`,
      );
      seen.push(expires);
      await session.nextSecond();
    }
    return `expires_in ${seen.join(" and ")} s`;
  },
};

export const cacheControl: Claim = {
  id: "cache-control",
  title: "a client's Cache-Control and Pragma neither mint a new token nor break the request",
  why: "a client that sends max-age=0, as browsers do, would spend the quota or be refused",
  requests: 5,
  entries: 1,
  only: CACHED_ONLY,
  async check(session) {
    const vendor = session.vendor();
    const changes = { entry: session.entry() };
    const first = ownToken(await session.ask(vendor, { changes }), vendor, "the first request");
    await session.nextSecond();
    for (const header of [
      ["Cache-Control", "max-age=0"],
      ["Cache-Control", "no-cache"],
      ["Cache-Control", "no-store"],
      ["Pragma", "no-cache"],
    ] as const) {
      const what = header.join(": ");
      const again = ownToken(
        await session.ask(vendor, { changes, headers: [header] }),
        vendor,
        what,
      );
      must(again.fingerprint === first.fingerprint, `${what} minted a new token`);
    }
    return `${first.fingerprint} five times`;
  },
};

export const coldParallel: Claim = {
  id: "cold-parallel",
  title: "parallel first requests are all answered with a valid token",
  why: "a vendor that starts many workers at once must not be locked out; the result shows how many tokens they cost",
  requests: 8,
  entries: 8,
  async check(session) {
    const { vendor, ask } = session.unusedForm();
    const answers = await Promise.all(Array.from({ length: 8 }, () => session.ask(vendor, ask)));
    const prints = answers.map(
      (answer) => ownToken(answer, vendor, "a parallel request").fingerprint,
    );
    return `8 answers, ${new Set(prints).size} distinct token(s); ${MINTED[session.store]}`;
  },
};

/** What parallel first requests cost. */
const MINTED: Readonly<Record<Store, string>> = {
  stage: "misses may not be merged, so up to 8 were minted",
  dynamodb: "the token broker mints one for all (the claim minted-once)",
  none: "nothing is cached, so 8 were minted",
};
