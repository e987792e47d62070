/** The function's configuration: written by the Pulumi program, read once when the function starts. */
import type { Pepper } from "./keys";

export interface Settings {
  readonly tableName: string;
  /** Auth0's token endpoint: `https://example.eu.auth0.com/oauth/token`. */
  readonly tokenEndpoint: string;
  /** The issuer of clients' items: `https://example.eu.auth0.com/`. */
  readonly issuer: string;
  /** The current one first, and the one before if items may still name it. */
  readonly peppers: readonly [Pepper, ...Pepper[]];
  /** How long before a token's expiry a new one is fetched. */
  readonly renewBeforeSeconds: number;
  /** Distinguishes logs and metrics: project and stack. */
  readonly serviceName: string;
  readonly metricsNamespace: string;
  /** Sent to Auth0 unchanged; undefined: the broker's own (auth0.ts). */
  readonly userAgent?: string | undefined;
}

export function toEnvironment(settings: Settings): Record<string, string> {
  const { userAgent } = settings;
  return {
    TABLE_NAME: settings.tableName,
    TOKEN_ENDPOINT: settings.tokenEndpoint,
    ISSUER: settings.issuer,
    PEPPERS: JSON.stringify(settings.peppers),
    RENEW_BEFORE_SECONDS: String(settings.renewBeforeSeconds),
    SERVICE_NAME: settings.serviceName,
    METRICS_NAMESPACE: settings.metricsNamespace,
    ...(userAgent === undefined ? {} : { UPSTREAM_USER_AGENT: userAgent }),
    // Powertools' own switches, fixed: an event contains a secret.
    POWERTOOLS_LOGGER_LOG_EVENT: "false",
    POWERTOOLS_DEV: "false",
  };
}

/** @throws Error that names every variable that is wrong, without its value */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const problems: string[] = [];
  const read = <T>(name: string, allowed: string, parse: (text: string) => T | undefined) => {
    const value = parse(environment[name] ?? "");
    if (value === undefined) problems.push(`${name} is not ${allowed}`);
    return value as T;
  };
  const text = (value: string) => value || undefined;
  const settings = {
    tableName: read("TABLE_NAME", "the name of a table", text),
    tokenEndpoint: read("TOKEN_ENDPOINT", "a URL", asUrl),
    issuer: read("ISSUER", "a URL", asUrl),
    peppers: read("PEPPERS", "a JSON list of at least one {id, value of 32 bytes}", asPeppers),
    renewBeforeSeconds: read("RENEW_BEFORE_SECONDS", "a number of seconds", asSeconds),
    serviceName: read("SERVICE_NAME", "a name", text),
    metricsNamespace: read("METRICS_NAMESPACE", "a name", text),
    userAgent: environment.UPSTREAM_USER_AGENT,
  };
  if (problems.length > 0)
    throw new Error(
      `The function's environment is wrong: ${problems.join("; ")}. fix: pulumi up sets all of it`,
    );
  return settings;
}

function asUrl(value: string): string | undefined {
  return URL.canParse(value) ? value : undefined;
}

function asSeconds(value: string): number | undefined {
  return /^\d{1,7}$/.test(value) ? Number(value) : undefined;
}

function asPeppers(value: string): Settings["peppers"] | undefined {
  try {
    const [current, ...previous] = JSON.parse(value) as Pepper[];
    const isPepper = ({ id, value }: Pepper) =>
      typeof id === "string" && Buffer.from(value, "base64").length >= 32;
    if (current && [current, ...previous].every(isPepper)) return [current, ...previous];
  } catch {
    // The caller reports it, without the value.
  }
  return undefined;
}
