/** What has to be in the proxy's own region. */
import { setCommand } from "../commands";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import type { Parts } from "./parts";

/** A regional API's certificate and an alarm's topic have to be in the same region. */
export function* foreignArns(
  { region, domain, monitoring }: Parts,
  keyOf: KeyOf,
): Iterable<Problem> {
  const arns = [
    [["domain", "certificateArn"], domain?.certificateArn],
    [["monitoring", "topicArn"], monitoring?.topicArn],
  ] as const;
  for (const [path, arn] of arns) {
    const found = arn?.split(":")[3];
    if (region !== undefined && found !== undefined && found !== region)
      yield {
        key: keyOf(path),
        found: `is in the region ${found}, not in aws:region`,
        allowed: `an ARN in ${region}, where the proxy is`,
        fix: `make one in ${region} and set its ARN, or ${setCommand("aws:region", found)}`,
      };
  }
}
