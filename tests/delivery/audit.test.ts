/** `npm run audit`, as CI runs it, with a stand-in for npm that answers as the registry might. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { parseConfigFileTextToJson } from "typescript";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { run } from "../support/command";
import { read } from "./support";

const CONFIG = ".audit-ci.jsonc";

/** As `npm audit --json` prints it (auditReportVersion 2). */
const report = (severity?: string) => {
  const via = {
    source: 1,
    name: "tar",
    title: "Escapes its folder",
    url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
    severity,
    range: "<7",
  };
  const counts = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 };
  return JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: severity
      ? { tar: { name: "tar", severity, isDirect: true, via: [via], effects: [], nodes: [] } }
      : {},
    metadata: {
      vulnerabilities: severity ? { ...counts, [severity]: 1, total: 1 } : counts,
      dependencies: { total: 1 },
    },
  });
};

describe("The audit of what runs with a stack's credentials", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "m2m-token-cache-"));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  async function audit(answer: string) {
    writeFileSync(
      join(dir, "npm"),
      `#!/bin/sh\n[ "$1" = audit ] || { echo 11.0.0; exit; }\ncat <<'END'\n${answer}\nEND\n`,
    );
    chmodSync(join(dir, "npm"), 0o755);
    const tool = join(PROJECT_DIR, "node_modules", ".bin", "audit-ci");
    const PATH = [dir, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
    return run(tool, ["--config", CONFIG, "--retry-count", "0"], { env: { PATH, HOME: dir } });
  }

  it("passes without a finding", async () => {
    expect((await audit(report())).code).to.equal(0);
  });

  for (const severity of ["low", "critical"])
    it(`fails on a finding that is ${severity}, and names it`, async () => {
      const { code, stdout, stderr } = await audit(report(severity));
      expect(code).to.equal(1);
      expect(stdout + stderr).to.contain("GHSA-aaaa-bbbb-cccc");
    });

  it("fails where the registry gives no report, rather than taking that for a clean one", async () => {
    expect((await audit('{"message":"405 Method Not Allowed"}')).code).to.equal(1);
  });

  it("excuses nothing without a reason and a last day", () => {
    const { config } = parseConfigFileTextToJson(CONFIG, read(CONFIG)) as {
      config: { allowlist: readonly Record<string, object>[] };
    };
    for (const entry of config.allowlist.flatMap((each): object[] => Object.values(each)))
      expect(entry).to.include.keys("expiry", "notes");
  });

  it("is what `npm run audit` runs", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: { audit: string } };
    expect(scripts.audit).to.equal(`audit-ci --config ${CONFIG}`);
  });
});
