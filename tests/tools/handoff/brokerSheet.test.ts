/** The sheet of a stack with the token broker: its own refusals, and nothing that only a stage cache needs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { accessOf } from "../../../tools/handoff/access";
import { sheetOf } from "../../../tools/handoff/sheet";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import type { PartialOutputs } from "../../../tools/lib/readOutputs";
import { gatewayResponses } from "../../../src/proxy/gatewayResponses";
import { OAuthError } from "../../../src/broker/oauthError";
import { authorize } from "../../../src/broker/authorize";
import { parse } from "../../../src/broker/parse";
import { readClientItem, clientItem } from "../../../src/broker/clientItem";
import { event, FORM, ORDERS, parametersOf, STOCK, vendorOf } from "../../broker/support/world";

type Method = "client_secret_post" | "client_secret_basic";

const outputs = (authenticationMethod: Method): PartialOutputs => ({
  tokenUrl: "https://tokens.example.com/oauth/token",
  issuer: "https://tenant.example/",
  store: "dynamodb",
  vendors: {
    acme: {
      tokenUrl: "https://tokens.example.com/oauth/token",
      clientId: "client-of-acme",
      authenticationMethod,
      grants: { [ORDERS]: ["read:orders"] },
      expiresInSeconds: { [ORDERS]: { atLeast: 600, atMost: 86_400 } },
    },
  },
});
const sheet = (method: Method = "client_secret_post") => sheetOf(accessOf(outputs(method), "acme"));

/** The text of each row, as what it stands for. */
const patterns = (): RegExp[] =>
  sheet()
    .split("\n")
    .flatMap((row) => /^\| [\dto, ]+ \| `+ ?(.+?) ?`+ \| /.exec(row)?.[1] ?? [])
    .map((text) => new RegExp(`^${text.split("…").map(escape).join(".+")}$`));
const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function refusal(act: () => unknown): OAuthError {
  try {
    act();
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
  throw new Error("not refused");
}

describe("A vendor's sheet, with the token broker", () => {
  it("shows expires_in as a range, and says that it is what is left", () => {
    expect(sheet()).to.contain("| `read:orders` | 600 to 86400 s |");
    expect(sheet()).to.contain("`expires_in` is what is left of the token when you get it");
  });

  it("has a row for every text that the broker's sources hold, and nothing of bytes or HTTP/1.1", () => {
    const folder = join(PROJECT_DIR, "src/broker");
    const texts = readdirSync(folder)
      .filter((file) => /^(parse|authorize|oauthError|underLease|answer)\.ts$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), "utf8").matchAll(
          /(["`])((?:[A-Z]|grant_|client_id )[^"`\n]*\.)\1/g,
        ),
      ])
      .map(([, , text = ""]) => text.replace(/\$\{.*?\}(?=[^}]|$)/g, "…"));
    expect(texts.length).to.be.above(18);
    const rows = sheet().split("\n");
    for (const text of texts)
      expect(
        rows.filter((row) => row.includes(` | \`${text}`)),
        text,
      ).to.have.length(1);
    for (const method of ["client_secret_post", "client_secret_basic"] as const)
      expect(sheet(method)).to.not.match(
        /same bytes|HTTP\/1\.1|http1\.1|one line of ASCII, the same|`fetch`|Send the same|differ in a byte/,
      );
  });

  it("has a row for every text that the gateway answers with in front of the broker, verbatim", () => {
    const rows = sheet().split("\n");
    const texts = gatewayResponses("dynamodb").map(
      ({ responseTemplates }) =>
        (JSON.parse(responseTemplates["application/json"] ?? "") as { error_description: string })
          .error_description,
    );
    for (const text of new Set(texts))
      expect(
        rows.filter((row) => row.includes(` | \`${text}\` | `)),
        text,
      ).to.have.length(1);
  });

  it("has a row for a wrong secret of a client that it knows, which Auth0 refuses in its own words", () => {
    expect(sheet()).to.match(/^\| 401 \| `Unauthorized` \| a wrong secret, /m);
  });

  it("has a row for what the broker answers to each mistake of a vendor's", () => {
    const acme = vendorOf("acme");
    const form = (changes: object, headers: Record<string, string> = { "Content-Type": FORM }) =>
      event(
        new URLSearchParams(parametersOf(acme, changes as Record<string, string>)).toString(),
        headers,
      );
    const basic = { "Content-Type": FORM, Authorization: "Basic eDp5" };
    const parsed: Parameters<typeof parse>[0][] = [
      event(""),
      event("{", { "Content-Type": "application/json" }),
      event("x".repeat(20_000)),
      event("a=1&a=2"),
      event('{"grant_type":1}', { "Content-Type": "application/json" }),
      event("", { "Content-Type": "text/plain" }),
      form({ grant_type: "password" }),
      form({ client_secret: undefined }),
      form({ client_assertion: "x" }),
      form({ client_id: "é" }),
      form({ audience: undefined, resource: "x" }),
      form({}, basic),
      form({ client_secret: undefined }, basic),
      form({}, { "Content-Type": FORM, DPoP: "x" }),
      form({ client_secret: undefined }, { ...basic, Authorization: "Bearer x" }),
    ];
    const client = readClientItem(clientItem(acme));
    const refused = [
      ...parsed.map((each) => refusal(() => parse(each))),
      ...[
        { audience: undefined },
        { audience: "https://nobody.example" },
        { audience: STOCK, scopes: ["openid"] },
        { audience: ORDERS, scopes: ["openid", "profile"] },
        { audience: ORDERS, organization: "org_x" },
      ].map((form) =>
        refusal(() => {
          authorize({ scopes: undefined, organization: undefined, ...form }, client);
        }),
      ),
      refusal(() => {
        authorize(
          { audience: ORDERS, scopes: undefined, organization: undefined },
          { ...client, suspended: true },
        );
      }),
    ];
    const rows = patterns();
    for (const { description } of refused)
      expect(
        rows.some((row) => row.test(description)),
        description,
      ).to.equal(true);
  });

  it("takes credentials either way, and gives each vendor its library's word for its own", () => {
    for (const method of ["client_secret_post", "client_secret_basic"] as const)
      expect(sheet(method))
        .to.contain("or HTTP Basic; one of them")
        .and.to.contain(`| library | \`audience\` | \`${method}\` | keeps the token |`)
        .and.to.contain("The other way works as well");
  });

  it("says that what is withdrawn is withdrawn at once", () => {
    expect(sheet()).to.contain("**What we withdraw is withdrawn at once**");
  });
});
