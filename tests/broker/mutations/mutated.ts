/** The claims on a broker that is broken in one place: bundled anew, in this process. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Claim } from "../claim";
import type { Mutation } from "./mutations";

const BROKER = resolve(__dirname, "../../../src/broker");

export async function claimsUnder(mutation: Mutation): Promise<readonly Claim[]> {
  const { outputFiles } = await build({
    entryPoints: [resolve(__dirname, "../claims.ts")],
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    logLevel: "silent",
    plugins: [mutating(mutation)],
  });
  const module: { exports: { CLAIMS?: readonly Claim[] } } = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what was just bundled
  const run = new Function("module", "exports", "require", outputFiles[0]?.text ?? "") as (
    ...values: unknown[]
  ) => void;
  run(module, module.exports, createRequire(__filename));
  return module.exports.CLAIMS ?? [];
}

/** Breaks the broker's sources while they are bundled. */
export function mutating({ file, from, to }: Pick<Mutation, "file" | "from" | "to">): Plugin {
  return {
    name: "mutation",
    setup(bundling) {
      bundling.onLoad({ filter: /\/src\/broker\/[^/]+\.ts$/ }, async ({ path }) => {
        if (path !== join(BROKER, file)) return undefined;
        const text = await readFile(path, "utf8");
        if (text.split(from).length !== 2)
          throw new Error(`${file} does not hold exactly once: ${from}`);
        return { contents: text.replace(from, () => to), loader: "ts" };
      });
    },
  };
}
