/** Keys in a namespace that nothing reads: Pulumi drops them silently, even an allowlist. */
import { nearest } from "./didYouMean";
import { stepsOf } from "./path";
import type { Problem } from "./problems";
import { printable } from "./show";
import { shell } from "../shell";
import { projectKeys } from "./schema/proxy";
import { schemaAt } from "./schema/walk";

/** Namespaces of the providers of this program, and Pulumi's own. */
export const NAMESPACES = ["aws", "auth0", "random", "pulumi"];

export function foreignNamespaces(keys: readonly string[], project: string): Problem[] {
  return keys.flatMap((key): Problem[] => {
    const [namespace = ""] = key.split(":", 1);
    if ([project, ...NAMESPACES].includes(namespace) && namespace !== key) return [];
    const steps = stepsOf(key);
    if (steps.length > 1 && schemaAt(projectKeys, steps))
      return [
        {
          key: printable(key),
          found: "is a path that was set without --path, so it would have no effect",
          allowed: `pulumi config set --path '${project}:<path>' <value>`,
          fix: `pulumi config rm ${shell(printable(key))}, and set it with --path`,
        },
      ];
    const name = printable(key.slice(key.indexOf(":") + 1));
    const meant = meantBy(namespace, name, project);
    return [
      {
        key: printable(key),
        found: "is in a namespace that nothing reads, so it would have no effect",
        allowed: `the namespaces ${[project, ...NAMESPACES].join(", ")}`,
        fix: `did you mean ${meant}:${name}? rename it in the stack's YAML, or pulumi config rm ${shell(printable(key))}`,
      },
    ];
  });
}

/** The nearest, or else the project's; a provider has none of the project's keys. */
function meantBy(namespace: string, name: string, project: string): string {
  const isOwn = Object.hasOwn(projectKeys.shape, name);
  const near = nearest(namespace, [project, ...NAMESPACES]);
  const isExact = near?.toLowerCase() === namespace.toLowerCase();
  return (isOwn && !isExact ? undefined : near) ?? project;
}
