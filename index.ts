import { ManagedApi } from "./src/auth0/managedApi";
import { audienceName } from "./src/auth0/logicalName";
import { VendorClient } from "./src/auth0/vendorClient";
import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "./src/records";
import { loadConfig } from "./src/loadConfig";
import { TokenProxy } from "./src/proxy/tokenProxy";
import { handOver } from "./src/outputs";

// Configuration
const config = loadConfig();
for (const warning of config.warnings) void pulumi.log.warn(warning);

// The proxy, the APIs that tokens are for, and the vendors
const proxy = new TokenProxy("proxy", config);

const audiences = Object.fromEntries(
  config.apis.map((api) => [
    api.identifier,
    api.existing
      ? api.identifier
      : new ManagedApi(audienceName(api.identifier), { api, protect: config.protect }).audience,
  ]),
);

const clients = mapValues(
  config.vendors,
  (vendor, name) => new VendorClient(name, { vendor, audiences }),
);

// Outputs
export const { proxyUrl, tokenUrl, restApiId, stageName } = proxy;
export const { region } = config;
export const issuer = `https://${config.issuerDomain}/`;
export const jwksUrl = `${issuer}.well-known/jwks.json`;
/** What to hand to each vendor. clientSecret is the only masked field. */
export const vendors = mapValues(clients, (client, name) =>
  handOver(config, name, client, tokenUrl),
);
