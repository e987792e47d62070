/**
 * The function's code as one file. Loaded only where the store needs it: esbuild is not needed otherwise.
 * The same sources give the same bytes anywhere, so that an update without a change changes nothing.
 */
import { join } from "node:path";
import type { Plugin } from "esbuild";

/** Lambda's version, and the oldest for the local run. */
const TARGET = "node20";

/**
 * @param plugins change the sources, to make a claim fail
 * @returns the text of a CommonJS module that exports `handler`
 */
export async function bundleBroker(plugins: Plugin[] = []): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: ["handler.ts"],
    // Makes the names of modules in the bundle relative, wherever the project is.
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
    // The function's own settings, not those of the machine that deploys it.
    tsconfigRaw: { compilerOptions: { target: "es2023" } },
  });
  const [output] = outputFiles;
  if (!output) throw new Error("esbuild made no bundle of the token broker.");
  return output.text;
}
