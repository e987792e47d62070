/**
 * What a client may have at Auth0 that this program does not set. Auth0's provider shows such a property as
 * removed in every preview and never removes it (it sends no null): seen with the real provider and a client
 * whose cross-origin authentication was on. So these are ignored, and stay as they are.
 */
import type { ClientArgs } from "@pulumi/auth0";

/**
 * Optional, and not filled in by the provider: `| undefined` among the outputs of its Client. Two such are
 * missing here. `tokenQuota`: left out, the provider does lift it. `requireProofOfPossession`: a client with it
 * gets no token through the proxy, so that a preview has to show it.
 */
export const LEFT_ALONE = [
  ...(["addons", "allowedClients", "allowedLogoutUrls", "allowedOrigins"] as const),
  ...(["asyncApprovalNotificationChannels", "clientAliases", "complianceLevel"] as const),
  ...(["crossOriginAuth", "crossOriginLoc", "customLoginPage", "fedcmLogin"] as const),
  ...(["formTemplate", "initiateLoginUri", "logoUri", "oidcLogout"] as const),
  ...(["organizationDiscoveryMethods", "requirePushedAuthorizationRequests"] as const),
  ...(["resourceServerIdentifier", "sessionTransfer"] as const),
  ...(["skipNonVerifiableCallbackUriConfirmationPrompt", "sso", "ssoDisabled"] as const),
  ...(["tokenExchange", "webOrigins"] as const),
] as const satisfies readonly (keyof ClientArgs)[];
