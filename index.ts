import { createApis } from "./src/auth0/managedApi";
import { OnlyThroughProxy } from "./src/auth0/onlyThroughProxy";
import { VendorClient } from "./src/auth0/vendorClient";
import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "./src/records";
import { loadConfig } from "./src/config/load";
import { Monitoring } from "./src/monitoring/monitoring";
import { TokenBroker } from "./src/proxy/broker/tokenBroker";
import { TokenProxy } from "./src/proxy/tokenProxy";
import { vendorOutput, quotaOutput, stackReadme } from "./src/outputs";

const config = loadConfig();
for (const warning of config.warnings) void pulumi.log.warn(warning);

// The vendors at Auth0, and the proxy as their only way to Auth0, if so configured
const audiences = createApis(config);
const clients = mapValues(
  config.vendors,
  (vendor, name) => new VendorClient(name, { vendor, audiences }),
);
const onlyThroughProxy =
  config.onlyThroughProxy && new OnlyThroughProxy("only-through-proxy", config.onlyThroughProxy);
const proxySecret = onlyThroughProxy?.proxySecret;

// The proxy, with what answers in place of a stage cache, and what watches it
const { cache } = config;
const broker =
  cache.store === "dynamodb"
    ? new TokenBroker("broker", { ...config, cache, clients, userAgent: proxySecret?.userAgent })
    : undefined;
const proxy = new TokenProxy("proxy", { ...config, proxySecret, broker });
onlyThroughProxy?.enforceAfter(proxy.stage);
const monitoring =
  config.monitoring &&
  new Monitoring("monitoring", { ...config, ...config.monitoring, proxy, broker });

// Outputs. One that an optional part has is left out without it: an undefined one would be an error.
const { proxyUrl, tokenUrl, restApiId, stageName, domainTarget } = proxy;
const issuer = `https://${config.issuerDomain}/`;
export = {
  proxyUrl,
  tokenUrl,
  restApiId,
  stageName,
  /** What keeps the tokens. */
  store: cache.store,
  ...(broker && { tableName: broker.tableName }),
  ...(domainTarget && { domainTarget }),
  region: config.region,
  issuer,
  jwksUrl: `${issuer}.well-known/jwks.json`,
  quota: quotaOutput(config),
  /** Where a vendor's developer gets help. */
  ...(config.support !== undefined && { support: config.support }),
  readme: stackReadme(),
  ...(monitoring?.dashboardUrl && { dashboardUrl: monitoring.dashboardUrl }),
  ...(config.onlyThroughProxy && { onlyThroughProxy: config.onlyThroughProxy }),
  /** What to hand to each vendor. clientSecret is the only masked field. */
  vendors: mapValues(clients, (client) => vendorOutput(config, client, tokenUrl)),
};
