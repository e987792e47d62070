/** The API's resource policy for a method without authorization (API Gateway, "API Gateway resource policy only"). */
import { BlockList, isIP, isIPv6 } from "node:net";

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Resource: string;
  readonly Condition?: {
    readonly [operator in "IpAddress" | "NotIpAddress"]?: {
      readonly "aws:SourceIp": readonly string[];
    };
  };
}

export interface Guarded {
  readonly executionArn: string;
  readonly stageName: string;
  /** undefined: no policy, so everybody is allowed. */
  readonly policy?: readonly Statement[];
}

/** The parts of a request that a policy sees. */
export interface Asked {
  readonly httpMethod: string;
  /** Below the stage. */
  readonly path: string;
  /** Default: this machine. */
  readonly sourceIp?: string | undefined;
}

/** Loopback: where the local run's requests come from. */
export const THIS_MACHINE = "127.0.0.1";

/** The ARN of the requested method, as in policies and permissions. */
export function arnOf({ executionArn, stageName }: Guarded, { httpMethod, path }: Asked): string {
  return `${executionArn}/${stageName}/${httpMethod}${path}`;
}

/** A matching Deny refuses; otherwise an Allow has to match. */
export function allows(guarded: Guarded, asked: Asked): boolean {
  const { policy } = guarded;
  const { sourceIp = THIS_MACHINE } = asked;
  if (!policy) return true;
  const arn = arnOf(guarded, asked);
  const fitting = policy.filter(
    ({ Resource, Condition = {} }) =>
      fits(Resource, arn) &&
      Object.entries(Condition).every(([operator, { "aws:SourceIp": cidrs }]) => {
        if (operator !== "IpAddress" && operator !== "NotIpAddress")
          throw new Error(`The local gateway does not know the condition ${operator}.`);
        return within(cidrs, sourceIp) === (operator === "IpAddress");
      }),
  );
  const effects = fitting.map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

/** @param pattern an ARN; a star stands for any text */
export function fits(pattern: string, arn: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(arn);
}

function within(cidrs: readonly string[], address: string): boolean {
  if (!isIP(address)) throw new Error(`${address} is not an IP address.`);
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", prefix = ""] = cidr.split("/");
    list.addSubnet(network, Number(prefix), familyOf(network));
  }
  return list.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
