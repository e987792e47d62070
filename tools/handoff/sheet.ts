/** One vendor's sheet: all that its developer needs to get tokens, as Markdown. Pure. */
import { curl, SECRET_VARIABLE } from "../lib/curl";
import { type ExpiresIn, rangeOf } from "../lib/outputs";
import type { Access } from "./access";
import { POST_SWITCHES, SELF_CHECK } from "./advice";
import { BROKER_ERRORS } from "./brokerErrors";
import { ERRORS } from "./errors";
import { code, codeBlock, plain, table } from "../lib/markdown";
import { openidClient } from "./snippets";

export function sheetOf(access: Access): string {
  const { vendor, grants } = access;
  const [audience = "<audience>"] = Object.keys(grants);
  return [
    `# ${vendor}: how to get access tokens`,
    ...notes(access),
    "",
    `${help(access)} "We", and "the operator" in an error, is who runs this token URL.`,
    "",
    ...table(["what", "value"], facts(access)),
    "",
    ...table(["audience", "scopes", "`expires_in`"], grantRows(access)),
    "",
    "A token is for one audience and carries all of its scopes: ask for each audience on its own, and do not send `scope`.",
    "",
    "## Ask for a token",
    "",
    `With curl, the secret in the environment variable ${code(SECRET_VARIABLE)}:`,
    "",
    ...codeBlock("sh", curl(access, audience)),
    "",
    ...javaScript(access, audience),
    "",
    "Any other OAuth 2.0 library will do, as long as it can send `audience` and keeps the token.",
    ...(access.broker ? brokerAdvice() : stageAdvice(access)),
    "",
  ].join("\n");
}

function stageAdvice({ authenticationMethod }: Access): string[] {
  return [
    ...(authenticationMethod === "client_secret_basic" ? [] : ["", ...POST_SWITCHES]),
    "",
    ...KEEP,
    "",
    ...SAME_BYTES,
    "",
    ...SELF_CHECK,
    "",
    ...ERRORS,
  ];
}

function brokerAdvice(): string[] {
  return ["", ...KEEP_FROM_BROKER, "", ...BROKER_ERRORS];
}

function javaScript(access: Access, audience: string): string[] {
  const library = "[openid-client](https://www.npmjs.com/package/openid-client)";
  return access.authenticationMethod === "client_secret_basic" && !access.broker
    ? [
        `JavaScript's \`fetch\`, and what uses it, such as ${library}, send header names in lower case and are refused with HTTP Basic here (401): use a library on Node's own \`http\`, such as [simple-oauth2](https://www.npmjs.com/package/simple-oauth2), or ask us for \`client_secret_post\`.`,
      ]
    : [
        `In JavaScript, with ${library} 6 (an ES module); it keeps the token too:`,
        "",
        ...codeBlock("js", openidClient(access, audience)),
      ];
}

function* notes({ suspended, retiringClientId }: Access): Iterable<string> {
  if (suspended) {
    yield "";
    yield "> **Suspended: this client gets no tokens at present.** Requests are refused with 403.";
  }
  if (retiringClientId !== undefined) {
    yield "";
    yield `> **Your former client ${code(retiringClientId)} is retiring.** It works until we remove it: change to the client id and secret of this sheet now.`;
  }
}

function help({ support }: Access): string {
  return `Questions: ${support === undefined ? "whoever sent you this sheet" : plain(support)}.`;
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
    ? "HTTP Basic (`client_secret_basic`), not in the body; HTTP/1.1, the header spelled `Authorization`, not `fetch`, not HTTP/2; or ask for `client_secret_post`"
    : "parameters of the body (`client_secret_post`), not HTTP Basic";
}

function grantRows({ grants, expiresInSeconds }: Access): string[][] {
  return Object.entries(grants).map(([audience, scopes]) => [
    code(audience),
    scopes.map(code).join(" ") || "none",
    seconds(expiresInSeconds[audience]),
  ]);
}

const KEEP = [
  "## Keep the token",
  "",
  "Keep each token for `expires_in` seconds, less half a minute, and send it with every call until then. `expires_in` is shorter than the token's own life (`exp`), because the answer comes from a cache and may have waited there for the difference: count from `expires_in`, and it is right for every answer. Do not ask for a token per call: each new token counts towards a quota that all vendors share.",
];

const SAME_BYTES = [
  "## Send the same bytes each time",
  "",
  "Ask with one line of ASCII: the same parameters in the same order, the same headers, nothing that changes such as a timestamp. The cache compares bytes, so that every difference is a new request and costs a token. If several processes need a token, let one ask for all.",
];

function seconds(expiresIn: ExpiresIn | undefined): string {
  if (expiresIn === undefined) return "?";
  const { atLeast, atMost } = rangeOf(expiresIn);
  return atLeast === atMost ? `${atMost} s` : `${atLeast} to ${atMost} s`;
}

const KEEP_FROM_BROKER = [
  "## Keep the token",
  "",
  "Keep each token for `expires_in` seconds, less half a minute, and send it with every call until then. `expires_in` is what is left of the token when you get it, so it differs from answer to answer; while Auth0 is down it can be less than the range above, until a new token can be fetched. Do not ask for a token per call: that is slower, and all vendors share what we may ask in a second.",
  "",
  "However you write the request (form or JSON, any order, any spelling of header names), and however many of your processes ask, you get the same token until it is renewed. **What we withdraw is withdrawn at once**: after that you get no token, or none with what was taken away. A token that you keep works until it expires.",
];
