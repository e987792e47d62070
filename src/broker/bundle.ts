/**
 * The function's code as one file. Loaded only where the store needs it: esbuild is not needed otherwise.
 * The same sources give the same bytes anywhere, so that an update without a change changes nothing.
 */
import { join } from "node:path";
import type { Plugin } from "esbuild";

/** Both what Lambda runs and what the local run may run. */
const TARGET = "node20";

/**
 * @param plugins change the sources, to see a claim fail
 * @returns the text of a CommonJS module that exports `handler`
 */
export async function bundleBroker(plugins: Plugin[] = []): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: ["handler.ts"],
    // With this, the names of modules in the bundle are relative, wherever the project is.
    absWorkingDir: __dirname,
    outfile: join(__dirname, "broker.js"),
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: TARGET,
    format: "cjs",
    // The ES modules of the AWS SDK can be shaken; its CommonJS ones cannot.
    mainFields: ["module", "main"],
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
    plugins,
    // The function's own settings, not those of whoever deploys it.
    tsconfigRaw: { compilerOptions: { target: "es2023" } },
  });
  const [output] = outputFiles;
  if (!output) throw new Error("esbuild made no bundle of the token broker.");
  return output.text;
}
