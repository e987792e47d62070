/** A vendor's sheet: what it says, and that what it tells to run works as it stands. */
import { expect } from "chai";
import fc from "fast-check";
import { GATEWAY_RESPONSES } from "../../../src/proxy/gatewayResponses";
import { readTemplates } from "../../../src/proxy/templates";
import { accessOf } from "../../../tools/handoff/access";
import { sheetOf } from "../../../tools/handoff/sheet";
import { codeBlock } from "../../../tools/lib/markdown";
import { curl } from "../../../tools/lib/curl";
import type { PartialOutputs, PartialVendor } from "../../../tools/lib/readOutputs";
import { UserError } from "../../../tools/lib/userError";
import { run } from "../../support/command";
import { askForToken, testStack, type TestStack } from "../../support/stack";

const ORDERS = "https://api.dev.example.com/orders";
const LEGACY = "https://api.dev.example.com/legacy";
const PATH = process.env.PATH ?? "";

/** The code of the sheet's first block in the language. */
function snippet(sheet: string, language: string): string {
  const block = new RegExp(`^(\`{3,})${language}\\n(.*?)\\n\\1$`, "ms").exec(sheet);
  if (!block?.[2]) throw new Error(`The sheet has no ${language}.`);
  return block[2];
}

describe("A vendor's sheet", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  beforeEach(() => {
    stack.gateway.flush();
  });
  after(() => stack.close());

  const outputsWith = (vendor: string, changes: Partial<PartialVendor>): PartialOutputs => {
    const { vendors, ...rest } = stack.outputs;
    return { ...rest, vendors: { ...vendors, [vendor]: { ...vendors[vendor], ...changes } } };
  };
  /** Without the secret, unless the changes say otherwise. */
  const sheet = (vendor: string, changes: Partial<PartialVendor> = {}) =>
    sheetOf(accessOf(outputsWith(vendor, { clientSecret: undefined, ...changes }), vendor));

  it("says how long a token lasts as a range where that depends on the token's age", () => {
    const expiresInSeconds = { [ORDERS]: { atLeast: 8_640, atMost: 86_340 }, [LEGACY]: 60 };
    expect(sheet("initech", { expiresInSeconds }).split("\n")).to.include.members([
      `| \`${ORDERS}\` | \`read:orders\` | 8640 to 86340 s |`,
      `| \`${LEGACY}\` | none | 60 s |`,
    ]);
  });

  it("names all that the vendor's developer needs", () => {
    const text = sheet("initech");
    const { tokenUrl, clientId } = stack.initech;
    expect(text).to.match(/^# initech: how to get access tokens\n/);
    for (const row of [
      `| token URL | \`${tokenUrl}\` |`,
      `| client id | \`${clientId}\` |`,
      "| client secret | sent to you separately |",
      "| sent as | parameters of the body (`client_secret_post`), not HTTP Basic |",
      `| issuer of the tokens | \`${stack.outputs.issuer}\` |`,
      `| \`${ORDERS}\` | \`read:orders\` | 82789 s |`,
      `| \`${LEGACY}\` | none | 32389 s |`,
    ])
      expect(text.split("\n")).to.include(row);
    expect(sheet("globex")).to.contain(
      "| HTTP Basic (`client_secret_basic`), not in the body; over HTTP/1.1, not HTTP/2, with the header spelled `Authorization`, which `fetch` does not promise; or ask for `client_secret_post` |",
    );
  });

  it("says to keep the token and why, to send the same bytes, and what each status means", () => {
    const text = sheet("acme");
    expect(text).to.contain("Keep each token for `expires_in` seconds");
    expect(text).to.contain("the answer comes from a cache and may have waited there");
    expect(text).to.contain("one line of ASCII, the same parameters in the same order");
    for (const status of [400, 401, 403, 404, 413, 415, 429, 500, 502, 503, 504])
      expect(text).to.match(new RegExp(`^\\| [\\d, ]*${status}\\b`, "m"));
    expect(text).to.match(/^\| [\d, ]*403 +\|.*an address that we have not allowed/m);
  });

  it("has a row for every text that the proxy can answer with, verbatim, each once", () => {
    const own = Object.values<string>({ ...readTemplates(3600) })
      .concat(GATEWAY_RESPONSES.flatMap((each) => Object.values(each.responseTemplates)))
      .flatMap((template) => [...template.matchAll(/"error_description":"(.+?)"/g)])
      .map(([, text = ""]) => text);
    expect(own.length).to.be.above(GATEWAY_RESPONSES.length);
    const rows = sheet("acme").split("\n");
    for (const text of new Set(own))
      expect(
        rows.filter((row) => row.includes(` | \`${text}\` | `)),
        text,
      ).to.have.length(1);
  });

  it("speaks of Retry-After where the proxy sends one, and nowhere else", () => {
    const sent = GATEWAY_RESPONSES.filter(({ responseParameters }) =>
      Object.keys(responseParameters).some((name) => name.endsWith(".Retry-After")),
    ).map(
      ({ responseTemplates }) =>
        /"error_description":"(.+?)"/.exec(responseTemplates["application/json"] ?? "")?.[1] ?? "",
    );
    const rows = sheet("acme").split("\n");
    const waiting = rows.filter((row) => row.startsWith("|") && row.includes("`Retry-After`"));
    expect(waiting).to.have.length(new Set(sent).size);
    for (const row of waiting)
      expect(
        sent.some((text) => row.includes(` | \`${text}\` | `)),
        row,
      ).to.equal(true);
  });

  it("has a row for every reason that the templates refuse with, and no other", () => {
    const { requestForm, requestJson } = readTemplates(3600);
    const reasons = [...(requestForm + requestJson).matchAll(/\$refusal = "(\w+)"/g)].map(
      ([, reason = ""]) => reason,
    );
    const rows = [...sheet("acme").matchAll(/^\| `(\w+)` \|/gm)].map(([, reason = ""]) => reason);
    expect(rows.filter((row) => row.includes("_")).sort()).to.deep.equal(
      [...new Set(reasons)].sort(),
    );
  });

  it("has a row for what Auth0 answers to each mistake of a vendor's", async () => {
    const rows = sheet("acme").split("\n");
    const [audience] = Object.keys(stack.acme.grants);
    for (const changes of [
      { client_secret: "wrong" },
      { audience: "https://nobody.example" },
      { audience: LEGACY },
      { audience: undefined },
      { audience, scope: "openid profile" },
    ]) {
      const { json } = await askForToken(stack.acme, changes);
      const said = String(json().error_description);
      // The words before what is the request's own.
      const start = said.split(/[":…]/)[0] ?? "";
      expect(
        rows.filter((row) => row.includes(`\`${start}`)),
        said,
      ).to.have.length(1);
    }
  });

  it("says where an organization is named, and asks for what needs none first", () => {
    const text = sheet("initech", {
      organizationUsage: { [ORDERS]: "require", [LEGACY]: "allow" },
    });
    expect(text)
      .to.contain(`For \`${ORDERS}\`, send \`organization=<its id>\` as well`)
      .and.to.contain(`For \`${LEGACY}\`, you may send \`organization=<its id>\` as well`);
    expect(snippet(text, "sh")).to.contain(`audience=${LEGACY}`);
    expect(sheet("initech")).to.not.contain("organization=");
    const only = sheet("acme", { organizationUsage: { [ORDERS]: "require" } });
    expect(only).to.contain("`CLIENT_SECRET`, the organization's id in `ORGANIZATION`:");
    expect(snippet(only, "sh")).to.contain('--data-urlencode "organization=$ORGANIZATION"');
  });

  it("says how a vendor sees that it is cached, and which code breaks it", () => {
    const text = sheet("acme");
    expect(text).to.contain("Start your program twice, more than a second apart");
    for (const map of ["HashMap", "Map.of", "range", "Perl hash", "Python set"])
      expect(text).to.contain(map);
  });

  it("says whom to ask, and nothing that is written there has an effect", () => {
    const asking = (support: string | undefined) =>
      /^Questions: (.*)\. "We" are /m.exec(
        sheetOf({ ...accessOf(stack.outputs, "acme"), support }),
      )?.[1];
    expect(/^Questions: (.*)\. "We" are /m.exec(sheet("acme"))?.[1]).to.equal(
      "<platform@example.com>",
    );
    for (const [support, shown] of [
      [undefined, "whoever sent you this sheet"],
      ["https://help.example.com/m2m?a=1&b=2", "<https://help.example.com/m2m?a=1&b=2>"],
      ["Ann, +49 30 1234", "Ann, +49 30 1234"],
      ["<b>@x.example", "\\<b\\>@x.example"],
      [
        "[x](https://x.example) `a` *b* _c_ &lt; | ~d~ \\",
        "\\[x\\](https://x.example) \\`a\\` \\*b\\* \\_c\\_ \\&lt; \\| \\~d\\~ \\\\",
      ],
      ["a\u202eb\u2028c\u0007d", "a b c d"],
    ] as const)
      expect(asking(support)).to.equal(shown);
  });

  it("says what libraries call the vendor's way of sending its credentials, and which of them cannot here", () => {
    expect(sheet("acme"))
      .to.contain("`AuthStyle: oauth2.AuthStyleInParams`")
      .and.to.not.contain("AuthStyleInHeader")
      .and.to.not.contain("SimpleClientHttpRequestFactory");
    expect(sheet("globex"))
      .to.contain("`AuthStyle: oauth2.AuthStyleInHeader`; HTTP/2 switched off")
      .and.to.contain(
        "| `ClientSecretBasic(secret)`; not possible here: it writes `authorization` |",
      )
      .and.to.contain("| the default; `setRestClient(…)` with a `SimpleClientHttpRequestFactory`")
      .and.to.not.contain("AuthStyleInParams");
  });

  it("says whether Auth0's own SDKs do, which take a domain and send the credentials in the body", () => {
    const url = { tokenUrl: "https://tokens.example.com/oauth/token" };
    expect(sheet("acme")).to.contain("SDKs do not work here: they take a domain, not a URL");
    expect(sheet("acme", url)).to.contain(
      "SDKs take a domain, not a URL: give them `tokens.example.com`.",
    );
    expect(sheet("globex", url)).to.contain("SDKs do not work here: they send the credentials");
  });

  it("holds the secret only where it was passed on to it, and never in what is to be run", () => {
    for (const vendor of ["acme", "globex"]) {
      const { clientSecret } = stack.outputs.vendors[vendor]!;
      expect(sheet(vendor)).to.not.contain(clientSecret);
      const shown = sheet(vendor, { clientSecret });
      expect(shown).to.contain(`| client secret | \`${clientSecret}\` (keep it safe) |`);
      expect(shown.split(clientSecret)).to.have.length(2);
    }
  });

  for (const vendor of ["acme", "globex"] as const) {
    it(`has a curl line that gets ${vendor} the same token twice`, async function () {
      const ask = async () => {
        const env = { PATH, CLIENT_SECRET: stack[vendor].clientSecret };
        const { code, stdout, stderr } = await run("sh", ["-c", snippet(sheet(vendor), "sh")], {
          env,
        });
        // The one program that the tests need besides Node.
        if (code === 127) this.skip();
        expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
        return JSON.parse(stdout) as { access_token: string; expires_in: number };
      };
      const [first, second] = [await ask(), await ask()];
      expect(first.expires_in).to.equal(82_789);
      expect(first.access_token).to.match(/^eyJ/).and.to.equal(second.access_token);
    });
  }

  it("keeps curl from HTTP/2 where a vendor with Basic would be refused over it", () => {
    expect(snippet(sheet("globex"), "sh")).to.contain("--http1.1");
    expect(snippet(sheet("acme"), "sh")).to.not.contain("--http1.1");
  });

  it("shows an answer as the proxy gives it, with scopes and without", async () => {
    for (const [vendor, audience] of [
      ["acme", ORDERS],
      ["initech", LEGACY],
    ] as const) {
      const { grants } = stack.outputs.vendors[vendor]!;
      const shown = JSON.parse(
        snippet(sheet(vendor, { grants: { [audience]: grants[audience] ?? [] } }), "json"),
      ) as object;
      const answer = (await askForToken(stack[vendor], { audience })).json();
      expect(shown).to.deep.equal({ ...answer, access_token: "eyJ…" });
    }
  });

  it("calls the API with the token in the header, and says what a 401 of the API's means", async () => {
    const [, section = ""] = sheet("acme").split("## Call the API");
    const script = `curl() { printf '%s\\n' "$@"; }\n${snippet(section, "sh")}`;
    const env = { PATH, TOKEN: "eyJ.x", API_URL: "https://api.example.com/orders/1" };
    const { stdout } = await run("sh", ["-c", script], { env });
    expect(stdout.split("\n"))
      .to.include("Authorization: Bearer eyJ.x")
      .and.to.include("https://api.example.com/orders/1");
    expect(section).to.contain("If the API answers 401, it does not accept the token:");
  });

  it("links to each of its sections and languages, under the name that GitHub gives it", () => {
    const text = sheet("acme");
    const anchors = [...text.matchAll(/^#{2,3} (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^a-z ]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.sort()).to.deep.equal(anchors.sort());
    expect(anchors).to.include.members(["get-a-token", "python", "c"]);
  });

  it("keeps a library from looking up the token URL, which it would find to be Auth0's own", () => {
    expect(sheet("acme")).to.contain("Give your library the token URL, not the issuer");
  });

  it("shows a vendor whose rotation overlaps which client is retiring, and never its secret", () => {
    const retiring = { clientId: "old-client", clientSecret: "old-secret" };
    const text = sheet("acme", { retiring, clientSecret: "new-secret" });
    expect(text).to.contain("**Your former client `old-client` is retiring.**");
    expect(text).to.not.contain("old-secret");
    expect(sheet("acme")).to.not.contain("retiring");
  });

  it("tells a suspended vendor that it gets no tokens, and nothing of how to ask for one", () => {
    const text = sheet("acme", { suspended: true, grants: {} });
    expect(text).to.contain("**Suspended: ").and.to.contain("No audience is granted at present.");
    expect(text).to.not.match(/```|<audience>|Get a token/);
    expect(sheet("acme")).to.not.contain("Suspended");
  });

  it("is refused for an unknown vendor, by the names that there are, and for outputs that lack something", () => {
    for (const name of ["umbrella", "constructor"])
      expect(() => accessOf(stack.outputs, name)).to.throw(
        UserError,
        `There is no vendor "${name}"; there are: acme, globex, initech.`,
      );
    expect(() => sheet("acme", { clientId: undefined })).to.throw(
      UserError,
      "The outputs have no vendors.acme.clientId. Bring the stack up to date (pulumi up --refresh).",
    );
    expect(() => accessOf({ ...outputsWith("acme", {}), issuer: undefined }, "acme")).to.throw(
      UserError,
      "The outputs have no issuer.",
    );
  });

  describe("with an odd audience", () => {
    // Every character that the configuration allows in one.
    const audience = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
    const access = (name: string) => ({
      ...accessOf(stack.outputs, "acme"),
      grants: { [name]: [] },
      expiresInSeconds: { [name]: 60 },
    });

    it("keeps its tables and code blocks whole", () => {
      fc.assert(
        fc.property(audience, (name) => {
          const text = sheetOf(access(name));
          const row = text.split("\n").find((line) => line.endsWith(" | none | 60 s |")) ?? "";
          expect(row.match(/(?<!\\)\|/g)).to.have.length(4);
          expect(snippet(text, "sh")).to.equal(curl(access(name), name).join("\n"));
          expect(codeBlock("js", [`"${name}"`])).to.have.length(3);
        }),
      );
    });

    it("passes the audience to curl, and nothing of it to the shell", async () => {
      const odd = ["it's", '"$HOME"', "`id`", "a|b;c&d", "$(id)\\", "'"];
      for (const name of odd) {
        const script = `curl() { printf '%s\\n' "$@"; }\n${curl(access(name), name).join("\n")}`;
        const { stdout } = await run("sh", ["-c", script], { env: { PATH, CLIENT_SECRET: "s" } });
        expect(stdout.split("\n")).to.include(`audience=${name}`).and.to.include("client_secret=s");
      }
    });
  });
});
