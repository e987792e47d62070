/**
 * Runs at Auth0 on every client credentials exchange of the tenant (trigger credentials-exchange), and
 * denies one for a vendor of this project and stack that does not come from the token proxy: the proxy
 * sends a proxy secret as its User-Agent. It ignores other clients.
 *
 * OURS precedes this code when it is deployed (src/auth0/onlyThroughProxy.ts): the project, the
 * stack, and the SHA-256 hashes of the accepted proxy secrets, the current and the previous one, so that
 * no request is denied while the proxy secret changes. They are in the code because Auth0 shows code but never an
 * Action's secrets: a failed update would go unnoticed.
 *
 * Vendors are known by their client's metadata, so a new one needs no change here. A denied exchange does
 * not count towards the token quota.
 *
 * Deployed by Pulumi, which overwrites other changes. Nothing here may log a header or put one into an
 * answer.
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

/** The hashes are not secret, so the comparison need not take constant time. */
function isProxySecret(userAgent) {
  if (typeof userAgent !== "string") return false;
  return OURS.proxySecretSha256.includes(createHash("sha256").update(userAgent).digest("hex"));
}
