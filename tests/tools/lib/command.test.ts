/** How every command ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";

describe("A command", () => {
  it("ends without a stack trace where nobody reads on, as before head", async () => {
    const child = spawn(
      process.execPath,
      ["-r", "ts-node/register", "tools/verify/run.ts", "--list"],
      { cwd: PROJECT_DIR, stdio: ["ignore", "pipe", "pipe"] },
    );
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect({ code, stderr }).to.deep.equal({ code: 141, stderr: "" });
  });
});
