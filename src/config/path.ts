/** Places in the configuration, as the Pulumi CLI's `--path` writes them. */
import { showName } from "./show";

/** A path below one configuration key, for example ["cache", "ttlSeconds"]. */
export type KeyPath = readonly PropertyKey[];

/** The full configuration key of such a path. */
export type KeyOf = (path: KeyPath) => string;

/** `vendors.acme.grants["https://x"][0]` */
export function pathText(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const name = showName(String(step));
      if (/^[A-Za-z0-9_:-]+$/.test(name)) return index === 0 ? name : `.${name}`;
      return `[${JSON.stringify(name)}]`;
    })
    .join("");
}

/** The steps of such a text; empty for what is not a path. */
export function stepsOf(text: string): (string | number)[] {
  const step = /^(?:\.?([^.[\]"]+)|\[(\d{1,4})\]|\["([^"]*)"\])/;
  const steps: (string | number)[] = [];
  for (let rest = text; rest !== "";) {
    const match = step.exec(rest);
    if (!match) return [];
    const [all, name, index, quoted] = match;
    steps.push(index === undefined ? (name ?? quoted ?? "") : Number(index));
    rest = rest.slice(all.length);
  }
  return steps;
}
