/** Keys in a namespace that nothing reads: Pulumi drops them in silence, an allowlist among them. */
import { nearest } from "./didYouMean";
import type { Problem } from "./problems";
import { printable } from "./show";
import { shell } from "../shell";
import { projectKeys } from "./schema/proxy";

/** Namespaces of the providers of this program, and Pulumi's own. */
export const NAMESPACES = ["aws", "auth0", "random", "pulumi"];

export function foreignNamespaces(keys: readonly string[], project: string): Problem[] {
  return keys.flatMap((key): Problem[] => {
    const [namespace = ""] = key.split(":", 1);
    if ([project, ...NAMESPACES].includes(namespace) && namespace !== key) return [];
    const name = printable(key.slice(namespace.length + 1));
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

/** The project's, for a name that only the project has; or else the nearest. */
function meantBy(namespace: string, name: string, project: string): string {
  return Object.hasOwn(projectKeys.shape, name)
    ? project
    : (nearest(namespace, [project, ...NAMESPACES]) ?? project);
}
