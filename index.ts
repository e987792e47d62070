import { createApis } from "./src/auth0/managedApi";
import { OnlyThroughProxy } from "./src/auth0/onlyThroughProxy";
import { VendorClient } from "./src/auth0/vendorClient";
import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "./src/records";
import { loadConfig } from "./src/config/load";
import { Monitoring } from "./src/monitoring/monitoring";
import { TokenProxy } from "./src/proxy/tokenProxy";
import { vendorOutput, quotaOutput, stackReadme } from "./src/outputs";

const config = loadConfig();
for (const warning of config.warnings) void pulumi.log.warn(warning);

// The proxy, as the only way in if so configured, and what watches it
const onlyThroughProxy =
  config.onlyThroughProxy && new OnlyThroughProxy("only-through-proxy", config.onlyThroughProxy);
const proxy = new TokenProxy("proxy", { ...config, proxySecret: onlyThroughProxy?.proxySecret });
onlyThroughProxy?.enforceAfter(proxy.stage);
const monitoring =
  config.monitoring && new Monitoring("monitoring", { ...config, ...config.monitoring, proxy });

const audiences = createApis(config);
const vendors = mapValues(config.vendors, (vendor, name) =>
  vendorOutput(config, vendor, new VendorClient(name, { vendor, audiences }), proxy.tokenUrl),
);

// Outputs. One that an optional part has is left out without it: an undefined one would be an error.
const { proxyUrl, tokenUrl, restApiId, stageName, domainTarget } = proxy;
const issuer = `https://${config.issuerDomain}/`;
export = {
  proxyUrl,
  tokenUrl,
  restApiId,
  stageName,
  /** What keeps the tokens. */
  store: config.cache.store,
  ...(domainTarget && { domainTarget }),
  region: config.region,
  issuer,
  jwksUrl: `${issuer}.well-known/jwks.json`,
  quota: quotaOutput(config),
  readme: stackReadme(),
  ...(monitoring?.dashboardUrl && { dashboardUrl: monitoring.dashboardUrl }),
  ...(config.onlyThroughProxy && { onlyThroughProxy: config.onlyThroughProxy }),
  /** What to hand to each vendor. clientSecret is the only masked field. */
  vendors,
};
