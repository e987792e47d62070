/**
 * Runs at Auth0 on every client credentials exchange of the tenant (trigger credentials-exchange), and
 * denies one for a vendor of this project and stack that does not come from the token proxy: the proxy
 * sends a proxy secret as its User-Agent. Other clients are none of its business.
 *
 * OURS stands before this text when it is deployed (src/auth0/onlyThroughProxy.ts): the project, the
 * stack, and the SHA-256 hashes of the proxy secrets that count, the current and the previous one, so
 * that a change of the proxy secret has no gap. They are in the code because Auth0 shows code and never
 * an Action's secrets: what an update failed to send would stay unseen.
 *
 * Vendors are known by their client's metadata, so a new one needs no change here. A denied exchange is
 * not taken off the quota of tokens.
 *
 * Deployed by Pulumi, which overwrites what is changed elsewhere. Nothing here may log or answer with a
 * header.
 */
/* global OURS */
const { createHash } = require("crypto");

const REASON =
  "This client gets its tokens from the token URL that it was given, not from Auth0 directly.";

exports.onExecuteCredentialsExchange = async (event, api) => {
  const metadata = event.client?.metadata ?? {};
  if (metadata.project !== OURS.project || metadata.stack !== OURS.stack) return;
  if (!isProxySecret(event.request?.user_agent)) api.access.deny("invalid_request", REASON);
};

/** Hashes that anybody may know need no comparison in constant time. */
function isProxySecret(userAgent) {
  if (typeof userAgent !== "string") return false;
  return OURS.proxySecretSha256.includes(createHash("sha256").update(userAgent).digest("hex"));
}
