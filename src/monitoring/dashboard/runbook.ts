/** The dashboard's instructions, as Markdown. docs/monitoring.md has the long version. */
export interface RunbookArgs {
  readonly project: string;
  readonly stack: string;
  /** quota.monthlyTokens */
  readonly monthlyTokens: number;
  readonly accessLog: boolean;
  readonly broker: boolean;
}

export function runbook(args: RunbookArgs): string {
  return args.broker ? brokerRunbook(args) : stageRunbook(args);
}

function brokerRunbook({ project, stack, monthlyTokens }: RunbookArgs): string {
  return [
    `## ${project} / ${stack}`,
    `**Tokens** are Auth0's: ${monthlyTokens} a month. The token broker keeps each for most of its life.`,
    "",
    "| symptom | likely cause | what to do |",
    "|---|---|---|",
    `| one vendor costs many tokens | many sets of scopes, or a secret that the stack does not know | \`npm run forecast -- --stack ${stack}\`; \`suspended: true\` and \`pulumi up --refresh\` work at once |`,
    "| unverified | a wrong secret, or one that was rotated at Auth0 by hand | `pulumi up --refresh` adopts the new one |",
    "| unavailable, stale | Auth0 is down, slow or out of quota (fault upstream), or the table fails | status.auth0.com; nothing to flush: errors are not cached |",
    "| refused | a missing grant or an invalid request; the answer says which | the table below, by vendor |",
    "| throttled requests | one client floods the proxy, and every vendor gets 429 | `throttle`, `allowedCidrs` or `waf` |",
    `| hits near zero | no client repeats requests, or tokens cannot be stored | \`npm run verify -- --stack ${stack}\`; \`npm run flush -- --stack ${stack} --vendor <name>\` deletes one vendor's tokens |`,
  ].join("\n");
}

function stageRunbook({ project, stack, monthlyTokens, accessLog }: RunbookArgs): string {
  const tables = accessLog ? "the tables below" : "nothing here: `logs.access` is off";
  return [
    `## ${project} / ${stack}`,
    `A **miss** can cost an Auth0 token: ${monthlyTokens} a month. An answer is kept for \`cache.ttlSeconds\`.`,
    "",
    "| symptom | likely cause | what to do |",
    "|---|---|---|",
    `| tokens near the allowance | a vendor whose requests differ each time, or more vendors than planned | \`npm run forecast -- --stack ${stack}\`; the tenant's log (\`type:seccft\`) names the client; give it a \`tokenQuota\`, or \`suspended: true\` and \`pulumi up --refresh\` |`,
    `| many 5xx, high latency | Auth0 is down, slow or out of quota | status.auth0.com; if vendors still get errors once it is back, \`npm run flush -- --stack ${stack}\` (each repeated request then costs a token) |`,
    `| many 4xx | a rotated secret, a missing grant, or somebody guessing secrets | ${tables}; the tenant's log (\`type:feccft\`) |`,
    `| throttled requests | one client floods the proxy, and every vendor gets 429 | ${tables}; then \`throttle\`, \`allowedCidrs\` or \`waf\` |`,
    `| hits near zero | the cache does not work, or no client repeats requests | \`npm run verify -- --stack ${stack}\` |`,
  ].join("\n");
}
