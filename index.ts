import { createApis } from "./src/auth0/managedApi";
import { VendorClient } from "./src/auth0/vendorClient";
import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "./src/records";
import { loadConfig } from "./src/loadConfig";
import { Monitoring } from "./src/monitoring/monitoring";
import { TokenProxy } from "./src/proxy/tokenProxy";
import { handOver, handOverQuota, stackReadme } from "./src/outputs";

const config = loadConfig();
for (const warning of config.warnings) void pulumi.log.warn(warning);

// The proxy and what watches it, the APIs that tokens are for, and the vendors
const proxy = new TokenProxy("proxy", config);
const monitoring =
  config.monitoring && new Monitoring("monitoring", { ...config, ...config.monitoring, proxy });

const audiences = createApis(config);
const clients = mapValues(
  config.vendors,
  (vendor, name) => new VendorClient(name, { vendor, audiences }),
);

const { proxyUrl, tokenUrl, restApiId, stageName, domainTarget } = proxy;
const issuer = `https://${config.issuerDomain}/`;

// Outputs. One that an optional part has is left out without it: an undefined one would be an error.
export = {
  proxyUrl,
  tokenUrl,
  restApiId,
  stageName,
  ...(domainTarget && { domainTarget }),
  region: config.region,
  issuer,
  jwksUrl: `${issuer}.well-known/jwks.json`,
  quota: handOverQuota(config),
  readme: stackReadme(),
  ...(monitoring?.dashboardUrl && { dashboardUrl: monitoring.dashboardUrl }),
  /** What to hand to each vendor. clientSecret is the only masked field. */
  vendors: mapValues(clients, (client, name) => handOver(config, name, client, tokenUrl)),
};
