/** What a vendor's developer gets wrong most often, and how to see it. */
import { table } from "../lib/markdown";

export const SELF_CHECK: readonly string[] = [
  "## Check it",
  "",
  "Start your program twice, more than a second apart: it has to get **the same `access_token`**. If it does not, two of its requests differ in a byte. Most often the request is built from an unordered map (Rust `HashMap`, Java `Map.of`, Go `range` over a map, a Perl hash, a Python set), which writes the parameters in another order each time: n parameters have up to n! orders, and each is a request of its own. With four that is up to 24 tokens where one would do. Use a list, or a map that keeps its order; and send nothing that changes, such as a timestamp.",
];

/** Defaults as the libraries document them. */
const LIBRARIES = [
  ["simple-oauth2 (Node)", '`options: { authorizationMethod: "body" }`'],
  ["oauth4webapi (Node)", "`ClientSecretPost(secret)`"],
  ["Authlib (Python)", '`token_endpoint_auth_method="client_secret_post"`'],
  ["requests-oauthlib (Python)", "`fetch_token(…, include_client_id=True, client_secret=…)`"],
  [
    "golang.org/x/oauth2 (Go)",
    "`AuthStyle: oauth2.AuthStyleInParams`; without it, it tries Basic first",
  ],
  ["Spring Security (Java)", "`client-authentication-method: client_secret_post`"],
  ["Nimbus (Java)", "`new ClientSecretPost(clientId, secret)`"],
  ["oauth2 (Ruby)", "`auth_scheme: :request_body`"],
  ["oauth2 (Rust)", "`set_auth_type(AuthType::RequestBody)`"],
];

export const POST_SWITCHES: readonly string[] = [
  "Most libraries send HTTP Basic by default, and get 401 here. The setting for `client_secret_post`:",
  "",
  ...table(["library", "setting"], LIBRARIES),
];
