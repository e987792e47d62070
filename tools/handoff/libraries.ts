/**
 * How the most common libraries set `audience` and the authentication method. Looked up in each one's source:
 * openid-client 6.9 and 5.7, oauth4webapi 3.8, simple-oauth2 5.1, requests-oauthlib 2.0, Authlib 1.9,
 * Spring Security 6.4 to 7, Nimbus oauth2-oidc-sdk 11.23, Duende.IdentityModel and its AccessTokenManagement,
 * golang.org/x/oauth2 0.38, and the newest oauth2 for Ruby, oauth2 for Rust and league/oauth2-client.
 */
import type { Access } from "./access";
import { TOKEN_PATH_TEXT } from "../../src/proxy/tokenPath";
import { code, table } from "../lib/markdown";

interface Library {
  readonly name: string;
  /** Where `audience` goes. */
  readonly audience: string;
  /** client_secret_post */
  readonly post: string;
  /** client_secret_basic */
  readonly basic: string;
  /** What else it needs with `basic` where the header has to be spelled Authorization, over HTTP/1.1. */
  readonly spelling?: string;
  /** Whether it keeps the token. */
  readonly keeps: string;
}

const DEFAULT = "the default";
const NOT_WITH_BASIC = "not possible here: it writes `authorization`";

const LIBRARIES: readonly Library[] = [
  {
    name: "openid-client 6 (Node)",
    audience: "`clientCredentialsGrant(config, { audience })`",
    post: DEFAULT,
    basic: "`ClientSecretBasic(secret)`",
    spelling: NOT_WITH_BASIC,
    keeps: "no",
  },
  {
    name: "openid-client 5 (Node)",
    audience: '`client.grant({ grant_type: "client_credentials", audience })`',
    post: '`token_endpoint_auth_method: "client_secret_post"`',
    basic: DEFAULT,
    keeps: "no",
  },
  {
    name: "oauth4webapi (Node)",
    audience: "`clientCredentialsGrantRequest(as, client, auth, { audience })`",
    post: "`ClientSecretPost(secret)`",
    basic: "`ClientSecretBasic(secret)`",
    spelling: NOT_WITH_BASIC,
    keeps: "no",
  },
  {
    name: "simple-oauth2 (Node)",
    audience: "`getToken({ audience })`",
    post: '`options: { authorizationMethod: "body" }`',
    basic: DEFAULT,
    keeps: "no",
  },
  {
    name: "requests-oauthlib (Python)",
    audience: "`fetch_token(…, audience=…)`",
    post: "`fetch_token(…, include_client_id=True, client_secret=…)`",
    basic: `${DEFAULT}: \`fetch_token(…, client_secret=…)\``,
    keeps: "no",
  },
  {
    name: "Authlib (Python)",
    audience:
      "`fetch_token(…, audience=…)`, and the same again to renew: its own renewal leaves `audience` out",
    post: '`token_endpoint_auth_method="client_secret_post"`',
    basic: DEFAULT,
    keeps: "no",
  },
  {
    name: "Spring Security (Java)",
    audience: "`RestClientClientCredentialsTokenResponseClient.addParametersConverter(…)`",
    post: "`client-authentication-method: client_secret_post`",
    basic: DEFAULT,
    spelling:
      "`setRestClient(…)` with a `SimpleClientHttpRequestFactory`: the JDK's HttpClient, often the default, speaks HTTP/2",
    keeps: "yes",
  },
  {
    name: "Nimbus oauth2-oidc-sdk (Java)",
    audience: '`TokenRequest.Builder.customParameter("audience", …)`',
    post: "`new ClientSecretPost(clientId, secret)`",
    basic: "`new ClientSecretBasic(clientId, secret)`",
    keeps: "no",
  },
  {
    name: "Duende.IdentityModel (C#)",
    audience: '`Parameters = { { "audience", … } }`',
    post: "`ClientCredentialStyle = ClientCredentialStyle.PostBody`",
    basic: DEFAULT,
    keeps: "with Duende.AccessTokenManagement",
  },
  {
    name: "golang.org/x/oauth2 (Go)",
    audience: '`EndpointParams: url.Values{"audience": {…}}`',
    post: "`AuthStyle: oauth2.AuthStyleInParams`; without it, it tries Basic first",
    basic: "`AuthStyle: oauth2.AuthStyleInHeader`",
    spelling: "HTTP/2 switched off in its `http.Transport`",
    keeps: "yes",
  },
  {
    name: "oauth2 (Ruby)",
    audience: "`client_credentials.get_token(audience: …)`",
    post: "`auth_scheme: :request_body`",
    basic: DEFAULT,
    keeps: "no",
  },
  {
    name: "oauth2 (Rust)",
    audience: '`add_extra_param("audience", …)`',
    post: "`set_auth_type(AuthType::RequestBody)`",
    basic: DEFAULT,
    spelling: "`http1_only()` and `http1_title_case_headers()` of reqwest",
    keeps: "no",
  },
  {
    name: "league/oauth2-client (PHP)",
    audience: '`getAccessToken("client_credentials", ["audience" => …])`',
    post: DEFAULT,
    basic: "the collaborator `optionProvider`: `new HttpBasicAuthOptionProvider()`",
    keeps: "no",
  },
];

/** The settings for a vendor, by its authentication method and the store. */
export function libraries(access: Access): string[] {
  const { authenticationMethod, broker } = access;
  const basic = authenticationMethod === "client_secret_basic";
  const setting = (library: Library) =>
    basic ? [library.basic, broker ? undefined : library.spelling] : [library.post];
  return [
    "## Libraries",
    "",
    `Any OAuth 2.0 library that can send \`audience\` will do. \`${authenticationMethod}\` is the standard's name for how you send your credentials; here is how to set it. ${about(basic, broker)} Where a library does not keep the token, your program has to.`,
    "",
    ...table(
      ["library", "`audience`", `\`${authenticationMethod}\``, "keeps the token"],
      LIBRARIES.map((library) => [
        library.name,
        library.audience,
        setting(library)
          .filter((text) => text !== undefined)
          .join("; "),
        library.keeps,
      ]),
    ),
    "",
    auth0Sdks(access),
  ];
}

/** Read in auth0 4.37 (Node), auth0-python 6.8 and auth0-java 2.12. */
function auth0Sdks({ authenticationMethod, broker, tokenUrl }: Access): string {
  const { host, pathname } = new URL(tokenUrl);
  if (pathname !== TOKEN_PATH_TEXT)
    return `Auth0's own SDKs do not work here: they take a domain, not a URL, and add \`${TOKEN_PATH_TEXT}\` to it.`;
  return authenticationMethod === "client_secret_basic" && !broker
    ? "Auth0's own SDKs do not work here: they send the credentials in the body."
    : `Auth0's own SDKs take a domain, not a URL: give them ${code(host)}.`;
}

function about(basic: boolean, broker: boolean): string {
  if (broker) return "The other way works as well, but not both in one request.";
  return basic
    ? "The HTTP client that the library uses has to speak HTTP/1.1 and to spell the header `Authorization`."
    : "Most libraries send HTTP Basic by default, and get 401 here.";
}
