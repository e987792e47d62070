/** One vendor's sheet: all that its developer needs to get tokens, as Markdown. Pure. */
import { plainAudience } from "../lib/audience";
import { curl, SECRET_VARIABLE } from "../lib/curl";
import { code, codeBlock, plain, table } from "../lib/markdown";
import { type ExpiresIn, rangeOf } from "../lib/readOutputs";
import type { Access } from "./access";
import { callTheApi, firstTest, keepTheToken } from "./advice";
import { BROKER_ERRORS } from "./brokerErrors";
import { ERRORS } from "./errors";
import { organizationNotes } from "./organizations";
import { libraries } from "./libraries";
import { program, PROGRAMS } from "./programs";

const SECTION = "## ";

const LANGUAGES = PROGRAMS.map(({ language }) => link(language)).join(", ");

export function sheetOf(access: Access): string {
  const audience = plainAudience(access);
  const sections = [
    yourAccess(access),
    // A suspended vendor has no audience, so it cannot request a token.
    ...(audience === undefined
      ? []
      : [
          getToken(access, audience),
          callTheApi,
          keepTheToken(access),
          firstTest(access),
          access.broker ? BROKER_ERRORS : ERRORS,
          programs(access, audience),
          libraries(access),
        ]),
  ];
  return [
    `# ${access.vendor}: how to get access tokens`,
    ...notes(access),
    "",
    "Your program calls our APIs with an access token. It gets one from the token URL below with its client id and secret (the OAuth 2.0 client credentials grant), keeps it, and sends it with every call.",
    "",
    `Questions: ${help(access)}. "We" are the people who run the token URL; our errors call us "the operator".`,
    "",
    ...contents(sections.flat()),
    ...sections.flatMap((lines) => ["", ...lines]),
    "",
  ].join("\n");
}

function* notes({ suspended, retiringClientId }: Access): Iterable<string> {
  if (suspended) {
    yield "";
    yield "> **Suspended: this client gets no tokens at present.** Requests are refused with 403. The client id and secret do not change; when we end the suspension, ask for this sheet again.";
  }
  if (retiringClientId !== undefined) {
    yield "";
    yield `> **Your former client ${code(retiringClientId)} is retiring.** It works until we remove it: change to the client id and secret of this sheet now, and tell us when you have.`;
  }
}

function help({ support }: Access): string {
  return support === undefined ? "whoever sent you this sheet" : plain(support);
}

/** Links to the sections, as GitHub and most viewers name them. */
function contents(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line.startsWith(SECTION))
    .map((line) => line.slice(SECTION.length))
    .map((title) => `- ${link(title)}${title === "Programs" ? `: ${LANGUAGES}` : ""}`);
}

function link(title: string): string {
  const anchor = title.toLowerCase().replaceAll(" ", "-").replaceAll("#", "");
  return `[${title}](#${anchor})`;
}

function yourAccess(access: Access): string[] {
  return [
    `${SECTION}Your access`,
    "",
    ...table(["what", "value"], facts(access)),
    "",
    "Give your library the token URL, not the issuer: from the issuer it finds Auth0's own token endpoint, which is not for you.",
    "",
    ...(Object.keys(access.grants).length === 0
      ? ["No audience is granted at present."]
      : [
          ...table(["audience", "scopes", "`expires_in`"], grantRows(access)),
          "",
          "The audience is the API's name; it need not be an address. A token is for one audience and carries all of its scopes: ask for each audience on its own, and do not send `scope`.",
          ...organizationNotes(access),
        ]),
  ];
}

function facts(access: Access): string[][] {
  const { tokenUrl, clientId, clientSecret, issuer } = access;
  return [
    ["token URL", code(tokenUrl)],
    ["grant", "`client_credentials` (RFC 6749, section 4.4)"],
    ["client id", code(clientId)],
    [
      "client secret",
      clientSecret === undefined
        ? "sent to you separately"
        : `${code(clientSecret)} (keep it safe)`,
    ],
    ["sent as", sentAs(access)],
    ["issuer of the tokens", code(issuer)],
  ];
}

function sentAs({ authenticationMethod, broker }: Access): string {
  if (broker) return "parameters of the body (`client_secret_post`), or HTTP Basic; one of them";
  return authenticationMethod === "client_secret_basic"
    ? "HTTP Basic (`client_secret_basic`), not in the body; over HTTP/1.1, not HTTP/2, with the header spelled `Authorization`, which `fetch` does not promise; or ask for `client_secret_post`"
    : "parameters of the body (`client_secret_post`), not HTTP Basic";
}

function grantRows({ grants, expiresInSeconds }: Access): string[][] {
  return Object.entries(grants).map(([audience, scopes]) => [
    code(audience),
    scopes.map(code).join(" ") || "none",
    seconds(expiresInSeconds[audience]),
  ]);
}

function seconds(expiresIn: ExpiresIn | undefined): string {
  if (expiresIn === undefined) return "?";
  const { atLeast, atMost } = rangeOf(expiresIn);
  return atLeast === atMost ? `${atMost} s` : `${atLeast} to ${atMost} s`;
}

function getToken(access: Access, audience: string): string[] {
  const expiresIn = access.expiresInSeconds[audience];
  const needsOrganization = access.organizationUsage[audience] === "require";
  const scope = access.grants[audience]?.join(" ") ?? "";
  const answer = {
    access_token: "eyJ…",
    token_type: "Bearer",
    ...(expiresIn === undefined ? {} : { expires_in: rangeOf(expiresIn).atMost }),
    ...(scope === "" ? {} : { scope }),
  };
  return [
    `${SECTION}Get a token`,
    "",
    `With curl, the secret in the environment variable ${code(SECRET_VARIABLE)}${needsOrganization ? ", the organization's id in `ORGANIZATION`" : ""}:`,
    "",
    ...codeBlock(
      "sh",
      curl(
        access,
        audience,
        needsOrganization ? ['--data-urlencode "organization=$ORGANIZATION"'] : [],
      ),
    ),
    "",
    "The answer has status 200 and is one line of JSON:",
    "",
    ...codeBlock("json", JSON.stringify(answer, undefined, 2).split("\n")),
  ];
}

function programs(access: Access, audience: string): string[] {
  return [
    `${SECTION}Programs`,
    "",
    `One for each language. Each takes the secret from ${code(SECRET_VARIABLE)}${access.organizationUsage[audience] === "require" ? ", the organization's id from `ORGANIZATION`," : ""} and calls the URLs of its command line, all at the same time: it asks for a token once, keeps it until 30 s before \`expires_in\` is over, waits as \`Retry-After\` says, twice at most, and stops at any other refusal. For a second audience make a second \`TokenSource\`.`,
    ...PROGRAMS.flatMap((each) => [
      "",
      `### ${each.language}`,
      "",
      `Needs ${each.needs}. Save it as ${code(each.file)}; start it with ${code(`${each.run} <url> …`)}.${each.note ?? ""}`,
      "",
      ...codeBlock(each.highlight, program(each, access, audience)),
    ]),
  ];
}
