/** What a vendor's developer should do with a token, and how to see that it is right. */
import type { Access } from "./access";

export const callTheApi: readonly string[] = [
  "## Call the API",
  "",
  "With the `access_token` of the answer in `TOKEN`, and in `API_URL` an address from the API's own documentation:",
  "",
  "```sh",
  'curl --silent --show-error --include "$API_URL" \\',
  '  --header "Authorization: Bearer $TOKEN"',
  "```",
  "",
  "If the API answers 401, it does not accept the token:",
  "",
  "- Has its `expires_in` passed since you got it? Then get a new one, and call once more.",
  "- Is it for this API? Each audience has a token of its own.",
  "- Does the header read `Authorization: Bearer <token>`, with one space, no quotes and no line break?",
  "- Otherwise do not ask for another token: you would get the same one. Tell us the time and what the API answered, but not the token.",
  "",
  "If it answers 403, it accepts the token, but not for this call: a scope may be missing. Ask us.",
];

export function keepTheToken({ broker }: Access): readonly string[] {
  return broker ? KEEP_FROM_BROKER : KEEP;
}

const KEEP = [
  "## Keep the token",
  "",
  "Keep each token for `expires_in` seconds, less half a minute, and send it with every call until then. `expires_in` is shorter than the token's own life (`exp`), because the answer comes from a cache and may have waited there for the difference: count from `expires_in`, and it is right for every answer. Do not ask for a token per call: each new token counts towards a quota that all vendors share.",
  "",
  "**Send the same bytes each time**: one line of ASCII, the same parameters in the same order, the same headers, nothing that changes such as a timestamp. The cache compares bytes, so that every difference is a new request and costs a token. Most often the request is built from an unordered map (Rust `HashMap`, Java `Map.of`, Go `range` over a map, a Perl hash, a Python set), which writes the parameters in another order each time: with four that is up to 24 tokens where one would do. Use a list, or a map that keeps its order. If several processes need a token, let one ask for all.",
];

const KEEP_FROM_BROKER = [
  "## Keep the token",
  "",
  "Keep each token for `expires_in` seconds, less half a minute, and send it with every call until then. `expires_in` is what is left of the token when you get it, so it differs from answer to answer; while Auth0 is down it can be less than the range above, until a new token can be fetched. Do not ask for a token per call: that is slower, and all vendors share what we may ask in a second.",
  "",
  "However you write the request (form or JSON, any order, any spelling of header names), and however many of your processes ask, you get the same token until it is renewed. **What we withdraw is withdrawn at once**: after that you get no token, or none with what was taken away. A token that you keep works until it expires.",
];

export function firstTest({ broker }: Access): string[] {
  return [
    "## First test",
    "",
    "1. The curl command above answers 200. Run it again: the same `access_token`.",
    "2. The API answers a call with that token, and 401 to a call without one.",
    `3. Start your program twice, more than a second apart: it gets **the same \`access_token\`**${broker ? ", the one that curl gets" : ". If it does not, two of its requests differ in a byte"}.`,
    "4. Let it make many calls at once: it asks for a token once.",
    "5. Let it run for longer than `expires_in`, or have it keep a token for a minute only: it gets a new one in time, and no call fails.",
    "6. Give it a wrong secret, once: it stops, shows `error_description`, and does not ask again and again.",
    "7. Read its log: there is no secret and no token in it.",
  ];
}
