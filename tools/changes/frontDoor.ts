/** What opens or closes access to the token endpoint, through the proxy or bypassing it. Pure. */
import type { Config } from "../../src/config/types";
import { type Line, name, names } from "./markdown";
import type { Pair } from "./pair";

/** Ranges that are every address. */
const ANY = ["0.0.0.0/0", "::/0"];

export function frontDoorChanges(pair: Pair<Config>): Line {
  return {
    title: "Front door",
    items: [...addresses(pair), ...webAcl(pair), ...direct(pair), ...host(pair), ...throttle(pair)],
  };
}

const opened = (text: string) => `**opened**: ${text}`;
const closed = (text: string) => `closed: ${text}`;

function* addresses({ before, after }: Pair<Config>): Iterable<string> {
  const [old, now] = [before.allowedCidrs, after.allowedCidrs];
  const more = (now ?? []).filter((range) => !old?.includes(range));
  const less = (old ?? []).filter((range) => !now?.includes(range));
  if (old !== undefined && (now === undefined || more.some((range) => ANY.includes(range))))
    yield opened("any address may call the proxy (`allowedCidrs`)");
  else if (old === undefined && now !== undefined)
    yield closed(`only ${names(now)} may call the proxy (\`allowedCidrs\`)`);
  else {
    if (more.length > 0) yield opened(`for ${names(more)} (\`allowedCidrs\`)`);
    if (less.length > 0) yield closed(`for ${names(less)} (\`allowedCidrs\`)`);
  }
}

function* webAcl({ before, after }: Pair<Config>): Iterable<string> {
  const [old, now] = [before.waf?.ratePerFiveMinutes, after.waf?.ratePerFiveMinutes];
  if (old !== undefined && now === undefined) yield opened("no web ACL (`waf`)");
  if (old === undefined && now !== undefined) yield closed("a web ACL (`waf`)");
  if (old !== undefined && now !== undefined && old !== now)
    yield (now > old ? opened : closed)(`web ACL rate ${old} → ${now} (\`waf\`)`);
}

function* direct({ before, after }: Pair<Config>): Iterable<string> {
  const [old, now] = [before.onlyThroughProxy, after.onlyThroughProxy];
  if (old?.enforce && !now?.enforce)
    yield opened("vendors can bypass the proxy and ask Auth0 directly (`onlyThroughProxy`)");
  if (!old?.enforce && now?.enforce)
    yield closed("vendors cannot bypass the proxy (`onlyThroughProxy`)");
  if (!old && now && !now.enforce)
    yield "prepared: the proxy sends its secret; requests without it are not denied yet (`onlyThroughProxy`)";
  if (old && now && old.version !== now.version)
    yield `a new proxy secret: version ${old.version} → ${now.version} (\`onlyThroughProxy\`)`;
}

function* host({ before, after }: Pair<Config>): Iterable<string> {
  const [old, now] = [before.domain, after.domain];
  const openHost = (domain: Config["domain"]) => !domain || domain.keepDefaultEndpoint;
  if (old?.name !== now?.name)
    yield `the token URL's host: ${old ? name(old.name) : "API Gateway's own"} → ${now ? name(now.name) : "API Gateway's own"} (\`domain\`)`;
  if (!openHost(old) && openHost(now))
    yield opened("API Gateway's own host name answers (`domain.keepDefaultEndpoint`)");
  if (openHost(old) && !openHost(now))
    yield closed("API Gateway's own host name (`domain.keepDefaultEndpoint`)");
}

function* throttle({ before, after }: Pair<Config>): Iterable<string> {
  const text = ({ throttle }: Config) =>
    `${throttle.ratePerSecond} a second, ${throttle.burst} at once`;
  if (text(before) !== text(after)) yield `throttle: ${text(before)} → ${text(after)}`;
}
