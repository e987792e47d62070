import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { bundleBroker } from "../../src/broker/bundle";

const ROOT = resolve(__dirname, "../..");

describe("The function's bundle", () => {
  let text: string;
  before(async () => {
    text = await bundleBroker();
  });

  it("is at most 450 kB", () => {
    expect(Buffer.byteLength(text)).to.be.at.most(450_000);
  });

  it("names no folder of whoever made it", () => {
    expect(text).not.to.include(ROOT);
    expect(text).not.to.include("node_modules");
  });

  it("is the same again, in another process and another folder", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "broker-"));
    try {
      for (const part of ["src", "package.json", "tsconfig.json"])
        cpSync(join(ROOT, part), join(elsewhere, part), { recursive: true });
      symlinkSync(join(ROOT, "node_modules"), join(elsewhere, "node_modules"));
      const script = `require("./src/broker/bundle.ts").bundleBroker().then((text) => process.stdout.write(text))`;
      const again = execFileSync(
        process.execPath,
        ["-r", "ts-node/register/transpile-only", "-e", script],
        { cwd: elsewhere, encoding: "utf8", maxBuffer: 1e7 },
      );
      expect(again === text, "byte for byte").to.equal(true);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
