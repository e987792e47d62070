/**
 * The Action that denies what does not come through the proxy: its source as it is deployed, run as Auth0 runs it.
 *
 * Not proved here: what Auth0 hands to an Action, and what it answers when one denies. Nothing ran
 * there; the event has the properties that Auth0 documents.
 */
import { createHash } from "node:crypto";
import { expect } from "chai";
import { compileAction, type ExchangeEvent } from "../../local/tenant/actions";
import { actionCode } from "../../src/auth0/onlyThroughProxy";

const PROXY_SECRET = `m2m-token-cache/${"a1B2".repeat(16)}`;
const PREVIOUS = `m2m-token-cache/${"z9Y8".repeat(16)}`;
const codeFor = (...proxySecrets: readonly string[]) =>
  actionCode({
    project: "m2m-token-cache",
    stack: "prod",
    proxySecretSha256: proxySecrets.map((text) => createHash("sha256").update(text).digest("hex")),
  });
const CODE = codeFor(PROXY_SECRET, PREVIOUS);
const OURS = { project: "m2m-token-cache", stack: "prod", vendor: "acme" };

/** An event with parts replaced by what Auth0 documents, or by anything else. */
const event = (userAgent: unknown, metadata: unknown = OURS) =>
  ({
    client: { client_id: "abc", name: "acme", metadata },
    request: { method: "POST", hostname: "t.example", ip: "192.0.2.1", user_agent: userAgent },
  }) as unknown as ExchangeEvent;

const run = (what: ExchangeEvent, code = CODE) => compileAction(code)(what);

const denies = async (what: ExchangeEvent, code?: string) => (await run(what, code)) !== undefined;

describe("The Action of onlyThroughProxy", () => {
  it("lets a vendor's exchange pass with the current proxy secret, and with the previous one", async () => {
    expect(await denies(event(PROXY_SECRET))).to.equal(false);
    expect(await denies(event(PREVIOUS))).to.equal(false);
  });

  const WRONG: Record<string, unknown> = {
    "no User-Agent": undefined,
    "null as the User-Agent": null,
    "an empty one": "",
    "API Gateway's own": "AmazonAPIGateway_abc123",
    "curl's": "curl/8.5.0",
    "the proxy secret's beginning": PROXY_SECRET.slice(0, -1),
    "the proxy secret and more": `${PROXY_SECRET}x`,
    "the proxy secret with a space behind": `${PROXY_SECRET} `,
    "the proxy secret in another case": PROXY_SECRET.toUpperCase(),
    "the proxy secret without the name before it": PROXY_SECRET.replace("m2m-token-cache/", ""),
    "both proxy secrets": `${PROXY_SECRET}, ${PREVIOUS}`,
    "a list with the proxy secret": [PROXY_SECRET],
    "an object that reads as the proxy secret": { toString: () => PROXY_SECRET },
    "the text undefined": "undefined",
  };
  for (const [what, userAgent] of Object.entries(WRONG))
    it(`denies a vendor's exchange with ${what}`, async () => {
      expect(await denies(event(userAgent))).to.equal(true);
    });

  it("denies a vendor's exchange whatever else the client says of itself: a retiring one's, too", async () => {
    for (const more of [
      { retiring: "true" },
      { vendor: "" },
      { contact: PROXY_SECRET },
      { PROXY_SECRET },
    ])
      expect(await denies(event("curl/8.5.0", { ...OURS, ...more }))).to.equal(true);
  });

  it("takes no proxy secret that it was not given, the hash of one included", async () => {
    const first = codeFor(PROXY_SECRET);
    expect(await denies(event(PROXY_SECRET), first)).to.equal(false);
    const hash = createHash("sha256").update(PROXY_SECRET).digest("hex");
    for (const userAgent of [PREVIOUS, hash, "", undefined, null, "undefined", "null"])
      expect(await denies(event(userAgent), first), String(userAgent)).to.equal(true);
  });

  const OTHERS: Record<string, unknown> = {
    "another stack": { ...OURS, stack: "dev" },
    "another project": { ...OURS, project: "billing" },
    "a stack in another case": { ...OURS, stack: "Prod" },
    "no metadata": {},
    "metadata that is not there": undefined,
    "metadata that is null": null,
    "a stack but no project": { stack: "prod" },
    "a project but no stack": { project: "m2m-token-cache" },
    "lists for texts": { project: ["m2m-token-cache"], stack: ["prod"] },
  };
  for (const [what, metadata] of Object.entries(OTHERS))
    it(`leaves a client of ${what} alone, with whatever User-Agent`, async () => {
      for (const userAgent of [undefined, "", "curl/8.5.0", PROXY_SECRET])
        expect(await denies(event(userAgent, metadata ?? null))).to.equal(false);
    });

  it("never throws, whatever is missing from the event", async () => {
    for (const odd of [{}, { client: null }, { client: {} }, { client: { metadata: OURS } }])
      await run(odd as unknown as ExchangeEvent);
    expect(await denies({ client: { metadata: OURS } } as unknown as ExchangeEvent)).to.equal(true);
  });

  it("denies with a code that Auth0 takes, and a reason that says what to do and holds no secret", async () => {
    const denial = await run(event("curl/8.5.0 secret-of-the-client"));
    expect(denial?.code).to.equal("invalid_request");
    // RFC 6749, 5.2: printable ASCII without quote and backslash.
    expect(denial?.reason).to.match(/^[\x20-\x21\x23-\x5b\x5d-\x7e]{20,}$/);
    expect(denial?.reason).to.contain("token URL");
    for (const secret of [PROXY_SECRET, PREVIOUS, "curl", "secret-of-the-client", "prod"])
      expect(denial?.reason).to.not.contain(secret);
  });

  it("logs nothing, asks nobody, and needs nothing but Node: its source is within Auth0's 100 kB", () => {
    expect(CODE).to.not.match(/console|fetch|process|https?:/);
    expect([...CODE.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).to.deep.equal([
      "crypto",
    ]);
    expect(Buffer.byteLength(CODE)).to.be.below(100 * 1024);
  });
});
