import { type Claim, must } from "../claim";
import { type Answer, basic, FORM, JSON_TYPE, type Session, type Vendor } from "../session";
import { type RawAnswer, type Request, sendOverHttp2 } from "../transport";
import { ownToken, refused, sendBody } from "./answers";

/** Asks with Basic and a body that says nothing of who asks. */
function askWithBasic(
  session: Session,
  vendor: Vendor,
  body: string,
  header: "Authorization" | "authorization",
  via?: (request: Request) => Promise<RawAnswer>,
): Promise<Answer> {
  return session.send(
    {
      url: vendor.tokenUrl,
      method: "POST",
      headers: [
        ["Content-Type", FORM],
        [header, basic(vendor.clientId, vendor.clientSecret)],
      ],
      body,
    },
    via,
  );
}

export const vendorsApart: Claim = {
  id: "vendors-apart",
  title: "two vendors never receive each other's token",
  why: "a vendor with another's token acts in its name, on its data",
  requests: 18,
  entries: 13,
  async check(session) {
    const [one, other] = [session.vendor(0), session.vendor(1)];
    const notes: string[] = [];
    for (const as of ["form", "json"] as const) {
      const changes = { entry: session.entry() };
      for (const vendor of [one, other, one])
        ownToken(await session.ask(vendor, { changes, as }), vendor, `as ${as}`);
    }

    // The same body to the byte; only the header tells who asks. A vendor that does not use Basic
    // may be refused, but must not be given the other's token. Those who do ask first, to be cached.
    const usesBasic = (vendor: Vendor) => vendor.authenticationMethod === "client_secret_basic";
    const askers = [...session.vendors].sort((a, b) => Number(usesBasic(b)) - Number(usesBasic(a)));
    const audience = askers.find(usesBasic)?.audiences[0] ?? one.audiences[0];
    const identical = async (
      header: "Authorization" | "authorization",
      via?: typeof sendOverHttp2,
    ) => {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        audience,
        entry: session.entry(),
      }).toString();
      let given = 0;
      for (const vendor of askers.slice(0, 3)) {
        const answer = await askWithBasic(session, vendor, body, header, via);
        if (answer.token) {
          ownToken(answer, vendor, `${header} with identical bodies`);
          given += 1;
        }
      }
      const nobody = await session.send({
        url: one.tokenUrl,
        method: "POST",
        headers: [["Content-Type", FORM]],
        body,
      });
      refused(nobody, "the same body without credentials");
      return given;
    };
    notes.push(`Basic: ${await identical("Authorization")} own tokens`);
    notes.push(`in lower case: ${await identical("authorization")}`);
    if (one.tokenUrl.startsWith("https:"))
      notes.push(`HTTP/2: ${await identical("authorization", sendOverHttp2)}`);
    else notes.push("HTTP/2 not spoken here");
    return `form and JSON apart; ${notes.join(", ")}`;
  },
};

export const wrongSecret: Claim = {
  id: "wrong-secret",
  title: "a wrong secret is refused, before and after the right one was cached, and spoils nothing",
  why: "a token for a wrong secret is a token for everybody",
  requests: 4,
  entries: 1,
  async check(session) {
    const vendor = session.vendor();
    const entry = session.entry();
    const inBody = vendor.authenticationMethod !== "client_secret_basic";
    const wrong = () =>
      inBody
        ? session.ask(vendor, { changes: { entry, client_secret: `${vendor.clientSecret}x` } })
        : session.ask(
            { ...vendor, clientSecret: `${vendor.clientSecret}x` },
            { changes: { entry } },
          );
    refused(await wrong(), "a wrong secret, first");
    const right = ownToken(
      await session.ask(vendor, { changes: { entry } }),
      vendor,
      "the right one",
    );
    await session.nextSecond();
    refused(await wrong(), "a wrong secret, after the right one was cached");
    const again = ownToken(
      await session.ask(vendor, { changes: { entry } }),
      vendor,
      "the right one",
    );
    must(right.fingerprint === again.fingerprint, "the wrong secret spoiled the right one's entry");
    return `refused twice; ${right.fingerprint} before and after`;
  },
};

export const wrongContentType: Claim = {
  id: "wrong-content-type",
  title:
    "the right body under a wrong content type gets no token and does not spoil the right request",
  why: "anybody who can make a vendor's client send one odd header would lock it out for the TTL",
  requests: 6,
  entries: 2,
  async check(session) {
    const vendor = session.vendor();
    for (const as of ["form", "json"] as const) {
      const parameters = session.parameters(vendor, { changes: { entry: session.entry() } });
      const body =
        as === "json" ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString();
      const [right, wrong] = as === "json" ? [JSON_TYPE, FORM] : [FORM, JSON_TYPE];
      refused(await sendBody(session, vendor, body, wrong), `${as} under ${wrong}`);
      refused(await sendBody(session, vendor, body, "text/plain"), `${as} under text/plain`);
      ownToken(await sendBody(session, vendor, body, right), vendor, `${as} under ${right}`);
    }
    return "form and JSON: refused, and right afterwards";
  },
};

export const otherAudience: Claim = {
  id: "other-audience",
  title:
    "another audience, an organization, or no audience never gets the cached token of this one",
  why: "a token for another API or organization opens what was not granted",
  requests: 5,
  entries: 5,
  async check(session) {
    const vendor = session.vendor();
    const entry = session.entry();
    const { fingerprint } = ownToken(
      await session.ask(vendor, { changes: { entry } }),
      vendor,
      "this one",
    );
    await session.nextSecond();
    const others: Record<string, Record<string, string | undefined>> = {
      "another audience": { audience: vendor.audiences[1] ?? "https://nobody.example/verify" },
      "another resource": { resource: "https://nobody.example/verify", audience: undefined },
      "an organization": { organization: "org_verify" },
      "no audience": { audience: undefined },
    };
    const got: string[] = [];
    for (const [what, changes] of Object.entries(others)) {
      const answer = await session.ask(vendor, { changes: { entry, ...changes } });
      must(
        answer.token?.fingerprint !== fingerprint,
        `${what} got the cached token ${fingerprint}`,
      );
      if (answer.token) ownToken(answer, vendor, what);
      got.push(`${what}: ${answer.token ? "a token of its own" : answer.status}`);
    }
    return got.join(", ");
  },
};
