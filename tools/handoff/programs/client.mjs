// Calls the URLs of the command line with an access token.
// if http1
import { request } from "node:{{scheme}}";
import { Readable } from "node:stream";
// end
import { setTimeout as wait } from "node:timers/promises";

const TOKEN_URL = "{{tokenUrl}}";
const CLIENT_ID = "{{clientId}}";
const { CLIENT_SECRET } = process.env;

// if http1
/** Not fetch: "Authorization" has to arrive as it is spelled here, which fetch does not promise. */
const post = (headers, body) =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(40_000);
    request(TOKEN_URL, { method: "POST", headers, signal }, (answer) => {
      const { statusCode: status, headers } = answer;
      resolve(new Response(Readable.toWeb(answer), { status, headers }));
    })
      .on("error", reject)
      .end(body);
  });
// else
const post = (headers, body) =>
  fetch(TOKEN_URL, { method: "POST", headers, body, signal: AbortSignal.timeout(40_000) });
// end

/** One token request. Waits and repeats it only where the answer says so. */
async function ask(audience) {
  const form = new URLSearchParams({ grant_type: "client_credentials", audience });
  // if organization
  form.set("organization", process.env.ORGANIZATION);
  // end
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  // if basic
  const credentials = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64");
  headers.Authorization = `Basic ${credentials}`;
  // else
  form.set("client_id", CLIENT_ID);
  form.set("client_secret", CLIENT_SECRET);
  // end
  for (let attempt = 0; ; attempt++) {
    const response = await post(headers, form.toString());
    if (response.ok) return response.json();
    if (![429, 503, 504].includes(response.status) || attempt === 2)
      throw new Error(`No token: ${response.status} ${await response.text()}`);
    await wait((response.headers.get("Retry-After") ?? 1) * 1000 * 2 ** attempt);
  }
}

/** Keeps the token of one audience until shortly before expires_in is over. */
class TokenSource {
  #audience;
  #token;
  #renewAt = 0;
  #asking;

  constructor(audience) {
    this.#audience = audience;
  }

  async get() {
    if (Date.now() < this.#renewAt) return this.#token;
    // One call asks, the others wait for its token.
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask() {
    const answer = await ask(this.#audience);
    this.#renewAt = Date.now() + (answer.expires_in - 30) * 1000;
    return (this.#token = answer.access_token);
  }
}

const tokens = new TokenSource("{{audience}}");

async function call(url) {
  const headers = { Authorization: `Bearer ${await tokens.get()}` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(40_000) });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return `${response.status} ${url}`;
}

for (const line of await Promise.all(process.argv.slice(2).map(call))) console.log(line);
