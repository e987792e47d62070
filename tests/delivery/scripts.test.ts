/**
 * The workflows' scripts, run with bash, with a stand-in for each command of others that they call: what
 * GitHub would be told, and what Pulumi's output is turned into. GitHub itself is not here.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { allSteps, workflow } from "./support";

const SCRIPTS = join(PROJECT_DIR, ".github", "scripts");
const CREDENTIAL = "Xk9mQ2vR7tLw4zYb8NpA3c";
/** What GitHub sets in every job. */
const GITHUB = {
  GITHUB_REPOSITORY: "example/m2m-token-cache",
  GITHUB_SERVER_URL: "https://github.example",
  GITHUB_RUN_ID: "42",
  GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
  GH_TOKEN: "token-of-the-run",
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "m2m-token-cache-"));
  mkdirSync(join(dir, "bin"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

/** A command on the PATH that notes its arguments and its standard input, and then does as told. */
function standIn(name: string, script: string): void {
  const file = join(dir, "bin", name);
  const note = `{ printf '%s ' "$@"; [[ "$*" == *@-* || "$*" == *"file -"* ]] && cat; echo; echo ---; } >>"${dir}/${name}.calls"`;
  writeFileSync(file, `#!/usr/bin/env bash\n${note}\n${script}\n`);
  chmodSync(file, 0o755);
}

function callsOf(name: string): string[] {
  const file = join(dir, `${name}.calls`);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n---\n").slice(0, -1) : [];
}

function fileWith(text: string): string {
  const file = join(dir, "output.txt");
  writeFileSync(file, text);
  return file;
}

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync("bash", [join(SCRIPTS, script), ...args], {
    encoding: "utf8",
    cwd: dir,
    env: { PATH: `${join(dir, "bin")}${delimiter}${process.env.PATH ?? ""}`, ...GITHUB, ...env },
  });
  return { status, stdout, stderr };
}

describe("What a command said", () => {
  const capture = (script: string, env: Readonly<Record<string, string>> = {}) => {
    standIn("pulumi", script);
    const file = join(dir, "kept.txt");
    const { status, stdout } = run("capture.sh", [file, "pulumi", "preview", "--diff"], env);
    return { status, stdout, kept: readFileSync(file, "utf8") };
  };

  it("is shown and kept, errors too, and the script ends as the command does", () => {
    const { status, stdout, kept } = capture("echo changes; echo error >&2; exit 255");
    expect(callsOf("pulumi")[0]).to.contain("preview --diff");
    expect(kept).to.equal("changes\nerror\n");
    expect(stdout).to.equal(kept);
    expect(status).to.equal(255);
  });

  for (const name of [
    "AUTH0_CLIENT_SECRET",
    "PULUMI_ACCESS_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
  ])
    it(`is discarded if it contains the value of ${name}`, () => {
      const { status, stdout, kept } = capture(`echo "a $${name} b"`, { [name]: CREDENTIAL });
      expect(stdout + kept).to.not.contain(CREDENTIAL);
      expect(kept).to.contain(name);
      expect(status).to.equal(1);
    });

  it("is kept if a credential has no value", () => {
    const { status, kept } = capture("echo changes", { AUTH0_CLIENT_SECRET: "" });
    expect({ status, kept }).to.deep.equal({ status: 0, kept: "changes\n" });
  });
});

describe("An excerpt", () => {
  const excerpt = (text: string) => run("excerpt.sh", [fileWith(text)]).stdout;

  it("is one Markdown code block, whatever is in it", () => {
    expect(excerpt("```\n</details>\n@everybody ![](https://example.com)\n")).to.equal(
      "    ```\n    </details>\n    @everybody ![](https://example.com)\n",
    );
  });

  it("leaves out the provider of each resource, and keeps of its URN the name", () => {
    const urn = "urn:pulumi:dev::m2m-token-cache::a:b:C$aws:apigateway/stage:Stage::proxy-stage";
    const provider =
      "urn:pulumi:dev::m2m-token-cache::pulumi:providers:aws::default_7_48_0::04da6b54";
    expect(
      excerpt(
        `~ aws:apigateway/stage:Stage: (update)\n    [id=ags-1-v1]\n    [urn=${urn}]\n    [provider=${provider}]\n  ~ a: "[urn=x]" => "[urn=y]"\n`,
      ),
    ).to.equal(
      '    ~ aws:apigateway/stage:Stage: (update)\n        [id=ags-1-v1]\n        [proxy-stage]\n      ~ a: "[urn=x]" => "[urn=y]"\n',
    );
  });

  it("stays one where a carriage return is in it, which ends a line in Markdown", () => {
    expect(excerpt("~ description: a\r</details>\r\n\r@everybody\n")).to.equal(
      "    ~ description: a\n    </details>\n    \n    \n    @everybody\n",
    );
  });

  it("of a long text fits into a comment, has the end, and says that there is more", () => {
    const lines = Array.from({ length: 9000 }, (_, i) => `line ${i} é`).join("\n");
    const text = excerpt(`${lines}\nResources: 3 to create\n`);
    expect(text).to.have.lengthOf.within(50_000, 62_000);
    expect(text).to.match(/^The beginning is left out; .*\n\n {4}line \d+ é\n/);
    expect(text).to.match(/Resources: 3 to create\n$/);
  });

  it("stays one where a single line is longer than all that fits", () => {
    const [, , block = "", ...more] = excerpt("@everybody ".repeat(9000)).split("\n");
    expect(block)
      .to.match(/^ {4}\S/)
      .and.to.have.lengthOf.within(50_000, 62_000);
    expect(more).to.deep.equal([""]);
  });
});

describe("What the stack files change", () => {
  const changes = (npm: string) => {
    standIn("npm", npm);
    const files = {
      GITHUB_OUTPUT: join(dir, "outputs"),
      GITHUB_STEP_SUMMARY: join(dir, "summary"),
    };
    const { status } = run("changes.sh", [], { BASE: "HEAD^1", ...files });
    const text = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");
    return { status, output: text(files.GITHUB_OUTPUT), summary: text(files.GITHUB_STEP_SUMMARY) };
  };

  it("is the step's output, by stack, and stands in the summary", () => {
    const found = changes(`[[ "$*" == *--json* ]] && echo '{"dev":"- a\\nb"}' || echo "### dev"`);
    expect(callsOf("npm")[0]).to.contain("run --silent changes -- --base HEAD^1 --json");
    expect(found).to.deep.equal({
      status: 0,
      output: 'by-stack={"dev":"- a\\nb"}\n',
      summary: "### dev\n",
    });
  });

  it("fails the job where it cannot be said", () => {
    expect(changes("exit 2")).to.deep.equal({ status: 2, output: "", summary: "" });
  });
});

describe("The comment of a preview", () => {
  const comment = (found: string, more: Readonly<Record<string, string>> = {}) => {
    standIn("gh", `[[ "$*" == *--paginate* ]] && printf '%s' "${found}"; exit 0`);
    const env = {
      ...{ STACK: "dev", PULL_REQUEST: "7", COMMIT: "abcdef0123", OUTCOME: "success" },
      ...more,
    };
    const { status, stderr } = run("comment.sh", [fileWith("+ 3 to create\n")], env);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    return callsOf("gh");
  };

  it("is written once", () => {
    const [search, written, ...more] = comment("");
    expect(more).to.deep.equal([]);
    expect(search).to.contain("repos/example/m2m-token-cache/issues/7/comments");
    expect(written).to.match(/--method POST repos\/example\/m2m-token-cache\/issues\/7\/comments /);
    expect(written).to.contain("### Preview of `dev`: success").and.to.contain("    + 3 to create");
    expect(written).to.contain("https://github.example/example/m2m-token-cache/actions/runs/42");
  });

  it("says what changes above what Pulumi says, as it was said, or that nothing does", () => {
    const CHANGES = "- **Vendors**: added `a$(id)b`\n- **Front door**: `\\n`";
    const [, written = ""] = comment("", { CHANGES });
    expect(written).to.contain(`${CHANGES}\n\n<details>`);
    expect(comment("", { CHANGES: "" }).at(-1)).to.contain(
      "Its stack file does not change.\n\n<details>",
    );
  });

  it("is edited from then on", () => {
    const [, edited, ...more] = comment("111\n222\n");
    expect(more).to.deep.equal([]);
    expect(edited).to.match(
      /--method PATCH repos\/example\/m2m-token-cache\/issues\/comments\/111 /,
    );
  });

  it("is known by the stack, and by who wrote it", () => {
    const [search, written] = comment("");
    const marker = "<!-- pulumi preview of dev -->";
    expect(search).to.contain('.user.login == "github-actions[bot]"').and.to.contain(marker);
    expect(written).to.contain(`body=@- ${marker}\n`);
  });

  it("that GitHub refuses fails the job", () => {
    standIn("gh", "exit 1");
    const env = { STACK: "dev", PULL_REQUEST: "7", COMMIT: "abcdef0123", OUTCOME: "success" };
    expect(run("comment.sh", [fileWith("")], env).status).to.not.equal(0);
  });
});

describe("The search for drift", () => {
  const search = (pulumi: string) => {
    standIn("pulumi", pulumi);
    const step = allSteps(workflow("drift").jobs.drift!.steps).find(({ run: command }) =>
      command?.includes("pulumi refresh"),
    );
    const { status } = spawnSync("bash", ["-eo", "pipefail", "-c", step?.run ?? ""], {
      cwd: PROJECT_DIR,
      env: {
        PATH: `${join(dir, "bin")}${delimiter}${process.env.PATH ?? ""}`,
        RUNNER_TEMP: dir,
        GITHUB_OUTPUT: join(dir, "outputs"),
        STACK: "dev",
        AUTH0_CLIENT_SECRET: CREDENTIAL,
      },
    });
    const file = join(dir, "outputs");
    return { status, found: existsSync(file) ? readFileSync(file, "utf8") : "" };
  };

  it("finds none where nothing differs", () => {
    expect(search("echo unchanged")).to.deep.equal({ status: 0, found: "found=no\n" });
  });

  it("finds it by the CLI's own exit code, whatever the CLI says", () => {
    expect(search("echo differs; exit 7")).to.deep.equal({ status: 0, found: "found=yes\n" });
  });

  it("takes no error for a drift, whatever a text in the output says", () => {
    const text = '~ description: "no changes were expected but changes occurred"';
    expect(search(`echo '${text}'; echo "error: access denied"; exit 1`)).to.deep.equal({
      status: 1,
      found: "",
    });
  });

  it("finds nothing out where the output held a credential", () => {
    expect(search(`echo "$AUTH0_CLIENT_SECRET"; exit 7`)).to.deep.equal({ status: 1, found: "" });
  });
});

describe("The issue of a drift", () => {
  const report = (found: "yes" | "no", open: string) => {
    standIn("gh", `[[ "$1 $2" == "issue list" ]] && printf '%s' "${open}"; exit 0`);
    const { status, stderr } = run("drift-issue.sh", [fileWith("~ update\n")], {
      STACK: "prod",
      FOUND: found,
    });
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    const [list, ...calls] = callsOf("gh");
    expect(list).to.contain("issue list --state open --label drift");
    return calls;
  };

  it("is opened when drift is found, with what differs and what to do", () => {
    const [label, opened, ...more] = report("yes", "");
    expect(more).to.deep.equal([]);
    expect(label).to.contain("label create drift");
    expect(opened).to.match(/^issue create --title Drift: prod .* --label drift /);
    expect(opened).to.contain("    ~ update").and.to.contain("pulumi up --refresh --stack prod");
    expect(opened).to.contain("docs/operations.md");
  });

  it("is edited while the drift lasts", () => {
    const [edited, ...more] = report("yes", "12\n");
    expect(more).to.deep.equal([]);
    expect(edited).to.match(/^issue edit 12 /);
  });

  it("is closed when the drift is gone", () => {
    const [closed, ...more] = report("no", "12\n");
    expect(more).to.deep.equal([]);
    expect(closed).to.match(/^issue close 12 /);
  });

  it("is not there without drift", () => {
    expect(report("no", "")).to.deep.equal([]);
  });
});

describe("The quota's verdict", () => {
  for (const status of [0, 1])
    it(`is shown before the script ends with the forecast's ${status}`, () => {
      standIn("npm", `echo "2160 of 1000"; exit ${status}`);
      const result = run("quota.sh", [], { STACK: "dev" });
      expect(callsOf("npm")[0]).to.contain("run --silent forecast -- --stack dev");
      expect(result.stdout).to.contain("## Quota of dev").and.to.contain("2160 of 1000");
      expect(result.status).to.equal(status);
    });
});

describe("After a deployment that failed", () => {
  const nextSteps = (UPDATE: string, SETTLED: string, VERIFY: string) => {
    const outcomes = { UPDATE, SETTLED, VERIFY };
    const { status, stdout } = run("next-steps.sh", [], { STACK: "prod", ...outcomes });
    expect(status).to.equal(0);
    expect(stdout).to.contain(`/blob/${GITHUB.GITHUB_SHA}/docs/operations.md`);
    return stdout;
  };

  it("a claim that does not hold: how to stop, roll back, flush and try again", () => {
    const said = nextSteps("success", "success", "failure");
    expect(said).to.not.contain("something is left to do");
    expect(said)
      .to.contain("prod is deployed, but the contract was not verified")
      .and.to.contain("vendors-apart")
      .and.to.contain("reverts the merge")
      .and.to.contain("npm run flush -- --stack prod")
      .and.to.contain("npm run verify -- --stack prod");
  });

  it("an update that stopped half way: how to go on, or back", () => {
    expect(nextSteps("failure", "skipped", "skipped"))
      .to.contain("prod is not up to date, or only in part")
      .and.to.contain("pulumi cancel --stack prod");
  });

  const RETRY =
    /pulumi up --stack prod --refresh .*\n.*pulumi preview --stack prod --refresh --expect-no-changes\n.*npm run verify -- --stack prod\n/;

  it("something left to do: again, with a refresh, and the same check", () => {
    const said = nextSteps("success", "failure", "success");
    expect(said).to.contain("something is left to do").and.to.match(RETRY);
    expect(said).to.not.contain("Nothing was changed").and.to.not.contain("not verified");
  });

  it("something left to do, and a claim that does not hold: both", () => {
    expect(nextSteps("success", "failure", "failure"))
      .to.contain("something is left to do")
      .and.to.contain("the contract was not verified");
  });

  it("every retry is with a refresh, which alone sends what an update failed to send", () => {
    expect(nextSteps("failure", "skipped", "skipped")).to.match(RETRY);
    const text = readFileSync(join(SCRIPTS, "next-steps.sh"), "utf8");
    const retries = text.match(/^ *pulumi (up|preview).*$/gm) ?? [];
    expect(retries).to.not.have.length(0);
    for (const retry of retries) expect(retry).to.contain("--refresh");
  });

  it("an update that never started", () => {
    expect(nextSteps("", "", "")).to.contain("Nothing was changed in prod");
  });
});

describe("What the live check costs", () => {
  it("is said in tokens and USD", () => {
    standIn("npm", "echo 'cached  a claim'; echo 'Costs at most 70 Auth0 tokens if it caches.'");
    const { status, stdout } = run("live-cost.sh", []);
    expect(status).to.equal(0);
    expect(callsOf("npm")[0]).to.contain("verify -- --list --report");
    expect(stdout).to.match(/quota: at most 70 Auth0 tokens if it caches\./);
    expect(stdout).to.match(/about \d\.\d\d USD/);
  });
});
