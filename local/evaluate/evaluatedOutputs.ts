import * as pulumi from "@pulumi/pulumi";
import type { StackOutputs } from "../../tools/lib/readOutputs";

/** The stack's outputs, and which of them Pulumi masks or does not know yet. */
export interface EvaluatedOutputs {
  /** In a preview, values that only AWS and Auth0 know are left out. */
  readonly values: StackOutputs;
  /** Paths of masked values, such as `vendors.acme.clientSecret`. */
  readonly secretPaths: readonly string[];
  /** Paths of values that only AWS and Auth0 know; in a preview. */
  readonly unknownPaths: readonly string[];
}

interface Inner {
  promise(): Promise<unknown>;
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
}

/** An output that takes longer counts as one that never resolves. */
const LIMIT_MS = 30_000;

/** @throws Error if an output is undefined, fails, or never resolves: a vendor would not get it */
export async function evaluatedOutputs(
  exported: Record<string, unknown>,
): Promise<EvaluatedOutputs> {
  const secretPaths: string[] = [];
  const unknownPaths: string[] = [];

  async function read(value: unknown, path: string): Promise<unknown> {
    if (pulumi.Output.isInstance(value)) {
      const inner = value as unknown as Inner;
      const [resolved, known, secret] = await inTime(
        Promise.all([inner.promise(), inner.isKnown, inner.isSecret]),
        path,
      );
      if (secret) secretPaths.push(path);
      if (known) return read(resolved, path);
      unknownPaths.push(path);
      return undefined;
    }
    if (value === undefined) throw new Error(`The output ${path} is undefined.`);
    if (Array.isArray(value))
      return Promise.all(value.map((item, index) => read(item, `${path}[${index}]`)));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(
      async ([key, inner]) => [key, await read(inner, path ? `${path}.${key}` : key)] as const,
    );
    return Object.fromEntries(
      (await Promise.all(entries)).filter(([, known]) => known !== undefined),
    );
  }

  const values = (await read({ ...exported }, "")) as StackOutputs;
  return { values, secretPaths: secretPaths.sort(), unknownPaths: unknownPaths.sort() };
}

async function inTime<T>(promise: Promise<T>, path: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The output ${path} never resolves.`));
    }, LIMIT_MS);
  });
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer);
  });
}
