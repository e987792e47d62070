/**
 * Runs at Auth0 on every client credentials exchange of the tenant (trigger credentials-exchange), and
 * denies one for a vendor of this project and stack that does not come from the token proxy: the proxy
 * sends a proxy secret as its User-Agent. Other clients are none of its business.
 *
 * Vendors are known by their client's metadata, so a new one needs no change here. Two proxy secrets count,
 * the current and the previous one, so that a change of the proxy secret has no gap. A denied exchange is not
 * taken off the quota of tokens.
 *
 * Deployed by Pulumi, which overwrites what is changed elsewhere. Nothing here may log or answer with a
 * secret or a header.
 */
const { createHash, timingSafeEqual } = require("crypto");

const REASON =
  "This client gets its tokens from the token URL that it was given, not from Auth0 directly.";

exports.onExecuteCredentialsExchange = async (event, api) => {
  const { PROJECT, STACK, PROXY_SECRET, PREVIOUS_PROXY_SECRET } = event.secrets ?? {};
  const metadata = event.client?.metadata ?? {};
  if (!names(metadata.project, PROJECT) || !names(metadata.stack, STACK)) return;

  const userAgent = event.request?.user_agent;
  if (!isProxySecret(userAgent, PROXY_SECRET) && !isProxySecret(userAgent, PREVIOUS_PROXY_SECRET))
    api.access.deny("invalid_request", REASON);
};

/**
 * Whether metadata names this project or stack. If the secret that says which is lost, any name counts:
 * better to deny too many vendors, which is seen at once, than to let ours in, which is not.
 */
function names(value, ours) {
  return isText(value) && (!isText(ours) || value === ours);
}

/** In constant time. A proxy secret that is missing or empty equals nothing. */
function isProxySecret(userAgent, proxySecret) {
  return (
    isText(userAgent) &&
    isText(proxySecret) &&
    timingSafeEqual(digest(userAgent), digest(proxySecret))
  );
}

function digest(text) {
  return createHash("sha256").update(text).digest();
}

function isText(value) {
  return typeof value === "string" && value !== "";
}
