import * as pulumi from "@pulumi/pulumi";
import { createApis } from "./src/auth0/managedApi";
import { OnlyThroughProxy } from "./src/auth0/onlyThroughProxy";
import { createVendorClients } from "./src/auth0/vendorClient";
import { loadConfig } from "./src/config/load";
import { Monitoring } from "./src/monitoring/monitoring";
import { stackOutputs } from "./src/outputs";
import { TokenBroker } from "./src/proxy/broker/tokenBroker";
import { TokenProxy } from "./src/proxy/tokenProxy";

const config = loadConfig();
for (const warning of config.warnings) void pulumi.log.warn(warning);

// At Auth0: the APIs, the vendors that get tokens for them, and, if configured, a check that they use the proxy
const clients = createVendorClients(config, createApis(config));
const onlyThroughProxy =
  config.onlyThroughProxy && new OnlyThroughProxy("only-through-proxy", config.onlyThroughProxy);

// In AWS: the proxy, the token broker if that is the store, and the monitoring
const { cache } = config;
const proxySecret = onlyThroughProxy?.proxySecret;
const broker =
  cache.store === "dynamodb"
    ? new TokenBroker("broker", { ...config, cache, clients, proxySecret })
    : undefined;
const proxy = new TokenProxy("proxy", { ...config, proxySecret, broker });
onlyThroughProxy?.enforceAfter(proxy.stage);
const monitoring =
  config.monitoring &&
  new Monitoring("monitoring", { ...config, ...config.monitoring, proxy, broker });

export = stackOutputs(config, { clients, proxy, broker, monitoring });
