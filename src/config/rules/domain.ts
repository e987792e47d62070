/** The proxy's own host name, against Auth0's. */
import { setCommand } from "../commands";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import { show } from "../show";
import type { Parts } from "./parts";

/** The proxy would call itself. */
export function* ownUpstream({ domain, issuerDomains }: Parts, keyOf: KeyOf): Iterable<Problem> {
  if (domain && issuerDomains.includes(domain.name))
    yield {
      key: keyOf(["domain", "name"]),
      found: `${show(domain.name)}, which is Auth0's domain`,
      allowed: "a host name of its own for the proxy, which forwards to Auth0's",
      fix: `for example ${setCommand(keyOf(["domain", "name"]), domain.name === "tokens.example.com" ? "proxy.example.com" : "tokens.example.com")}`,
    };
}
