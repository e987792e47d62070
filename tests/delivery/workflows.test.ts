import { spawnSync } from "node:child_process";
import { expect } from "chai";
import {
  actionTexts,
  allSteps,
  everyStep,
  type Job,
  read,
  stepsOfAction,
  workflow,
  workflowNames,
  workflowTexts,
} from "./support";

/** As docs/policies.md says: the CLI finds the pack's configuration by this option alone. */
const POLICIES = "--policy-pack policy --policy-pack-config policy/config.json";

/** Every job, as "workflow job". */
const jobs: readonly (readonly [string, Job])[] = workflowNames.flatMap((name) =>
  Object.entries(workflow(name).jobs).map(([id, job]) => [`${name} ${id}`, job] as const),
);

const commands = everyStep.flatMap(({ run, place }) => (run === undefined ? [] : [{ run, place }]));
const commandOf = (steps: Job["steps"], command: string) => {
  const found = allSteps(steps).filter(({ run }) => run?.includes(command));
  if (found.length !== 1) throw new Error(`${found.length} steps run ${command}.`);
  return found[0]!;
};
const job = (name: string, id: string) => {
  const found = workflow(name).jobs[id];
  if (!found) throw new Error(`${name}.yml has no job ${id}.`);
  return found;
};

describe("The workflows", () => {
  it("are those that deliver this program", () => {
    expect(workflowNames).to.have.members(["ci", "preview", "deploy", "drift", "live"]);
  });

  it("pass actionlint and shellcheck, of a version that is named", () => {
    const linted = job("ci", "workflows").steps.map(({ run = "" }) => run);
    expect(linted.join("\n"))
      .to.match(/^go run github\.com\/rhysd\/actionlint\/cmd\/actionlint@v\d+\.\d+\.\d+ /m)
      .and.to.match(/^shellcheck \.ci\/run \.github\/scripts\/\*\.sh$/m);
  });

  it("use actions of others only by commit, with the version beside it, the same everywhere", () => {
    const uses = [...Object.values(workflowTexts), ...Object.values(actionTexts)].flatMap((text) =>
      [...text.matchAll(/uses: (\S+)(.*)$/gm)].filter(([, action]) => !action?.startsWith("./")),
    );
    expect(uses).to.have.lengthOf.above(5);
    const pins = new Map<string, string>();
    for (const [, action = "", comment = ""] of uses) {
      expect(action, action).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(comment, action).to.match(/^ # v\d+\.\d+\.\d+$/);
      const [name = "", commit = ""] = action.split("@");
      expect(pins.get(name) ?? `${commit}${comment}`).to.equal(`${commit}${comment}`);
      pins.set(name, `${commit}${comment}`);
    }
  });

  it("have no permission that a job has not asked for, and write only what it is there for", () => {
    for (const name of workflowNames) expect(workflow(name).permissions, name).to.deep.equal({});
    const writes = jobs.flatMap(([name, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([, access]) => access !== "read")
        .map(([scope]) => `${name}: ${scope}`),
    );
    expect(writes).to.have.members([
      "preview preview: id-token",
      "preview preview: pull-requests",
      "deploy dev: id-token",
      "deploy prod: id-token",
      "drift drift: id-token",
      "drift drift: issues",
      "live live: id-token",
    ]);
  });

  it("leave no token behind in the checkout, and end by themselves", () => {
    for (const [name, { steps, "timeout-minutes": minutes }] of jobs) {
      expect(minutes, name).to.be.a("number");
      for (const { uses, with: inputs } of steps)
        if (uses?.startsWith("actions/checkout@"))
          expect(inputs, name).to.deep.equal({
            "persist-credentials": false,
            ...(name === "preview changes" ? { "fetch-depth": 2 } : {}),
          });
    }
  });

  it("never run a pull request's code with what the base branch may do", () => {
    for (const name of workflowNames)
      expect(Object.keys(workflow(name).on))
        .to.not.include.members(["pull_request_target"])
        .and.to.not.include("workflow_run");
  });

  it("never paste an expression into a command", () => {
    for (const { run, place } of commands) expect(run, place).to.not.contain("${{");
  });

  it("have scripts for what they call, and npm scripts too", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const called = commands.flatMap(({ run }) => [
      ...run.matchAll(
        /(?<file>\.ci\/run|\.github\/scripts\/[\w-]+\.sh)|npm run (?:--silent )?(?<script>[\w:]+)/g,
      ),
    ]);
    for (const { groups: { file, script } = {} } of called)
      if (file !== undefined) expect(() => read(file), file).to.not.throw();
      else expect(scripts).to.have.property(script ?? "");
    expect(called).to.have.lengthOf.above(8);
  });

  it("keep nothing between runs: what a pull request has cached must not reach a deployment", () => {
    for (const { uses, with: inputs, place } of everyStep) {
      expect(uses ?? "", place).to.not.match(/^actions\/cache/);
      if (uses?.startsWith("actions/setup-node@"))
        expect(inputs).to.include({ "package-manager-cache": false }).and.to.not.have.key("cache");
    }
  });
});

describe("A runner", () => {
  it("is GitHub's for whatever runs a branch's code", () => {
    for (const [name, { "runs-on": runner }] of jobs)
      if (!name.startsWith("deploy ")) expect(runner, name).to.equal("ubuntu-24.04");
  });
});

describe("A secret", () => {
  const secretsOf = (value: unknown) => [
    ...JSON.stringify(value ?? {}).matchAll(/secrets\.(\w+)|inputs\.(auth0-client-secret)/g),
  ];

  it("is Auth0's management secret, or there is none: AWS and Pulumi Cloud are reached through OIDC", () => {
    const names = new Set(
      Object.values(workflowTexts).flatMap((text) =>
        [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name),
      ),
    );
    expect([...names]).to.deep.equal(["AUTH0_CLIENT_SECRET"]);
    for (const { uses, with: inputs } of everyStep)
      if (uses?.startsWith("aws-actions/"))
        expect(inputs).to.have.keys(["role-to-assume", "aws-region", "mask-aws-account-id"]);
  });

  it("is in the environment of the commands that need it, not of a job or of another command", () => {
    for (const [name, { env, steps }] of jobs) {
      expect(secretsOf(env), name).to.deep.equal([]);
      for (const step of allSteps(steps))
        if (secretsOf(step.env).length > 0)
          expect(step.run, name).to.match(/pulumi (preview|up|refresh|destroy)/);
    }
  });

  it("is never shown, neither by Pulumi nor by the shell", () => {
    for (const [file, text] of Object.entries({ ...workflowTexts, ...actionTexts })) {
      expect(text, file).to.not.match(
        /show-secrets|set -x|printenv|toJSON\(secrets|\bACTIONS_STEP_DEBUG/i,
      );
      expect(text, file).to.not.match(/secrets: inherit/);
    }
    for (const { run, place } of commands)
      expect(run, place).to.not.match(/(echo|printf|cat).*(SECRET|TOKEN)/);
  });

  it("is not in what Pulumi prints: no outputs, and no signed link to the state", () => {
    const pulumi = commands.filter(({ run }) => /pulumi (preview|up|refresh|destroy)/.test(run));
    expect(pulumi).to.have.lengthOf(6);
    for (const { run, place } of pulumi)
      for (const option of ["--suppress-outputs", "--suppress-permalink=true", "--non-interactive"])
        expect(run.split(/\s+/), place).to.include(option);
  });

  it("is not handed to the packages' own scripts", () => {
    const installs = commands.filter(({ run }) => run.includes("npm ci"));
    for (const { run, place } of installs) expect(run, place).to.contain("--ignore-scripts");
    const steps = stepsOfAction("stack").map(({ uses, run }) => uses ?? run ?? "");
    const place = (text: string) => steps.findIndex((step) => step.includes(text));
    expect(place("npm ci")).to.be.within(0, place("aws-actions/") - 1);
  });
});

describe("CI", () => {
  it("runs what the README tells a newcomer to run", () => {
    expect(job("ci", "test").steps.at(-1)?.run).to.equal(".ci/run");
    expect(read(".ci", "run")).to.match(/^npm ci\b.*\nnpm test$/m);
    expect(read("README.md")).to.contain("npm ci && npm test");
  });

  it("runs for every pull request, for what is merged, and stops what is out of date", () => {
    const { on, concurrency } = workflow("ci");
    expect(on).to.include.keys("pull_request", "push", "schedule");
    expect(concurrency?.["cancel-in-progress"]).to.contain("pull_request");
  });

  it("knows the production dependencies' findings", () => {
    expect(job("ci", "audit").steps.at(-1)?.run).to.contain("npm run --silent audit");
  });
});

describe("A preview", () => {
  const preview = () => job("preview", "preview");
  const command = () => commandOf(preview().steps, "pulumi preview").run ?? "";

  it("is of every stack, in a comment each", () => {
    expect(preview().strategy?.matrix).to.deep.equal({ stack: ["dev", "prod"] });
    expect(commandOf(preview().steps, "comment.sh").if).to.contain("!cancelled()");
  });

  it("shows the difference, under the policies", () => {
    expect(command()).to.contain("--diff").and.to.contain(POLICIES);
  });

  it("never refreshes: its management client reads every client's secret as an empty one", () => {
    expect(command()).to.contain("--refresh=false");
  });

  it("runs for no fork, and for pull requests alone", () => {
    for (const id of ["review", "preview"])
      expect(job("preview", id).if).to.contain(
        "github.event.pull_request.head.repo.full_name == github.repository &&",
      );
    expect(Object.keys(workflow("preview").on)).to.deep.equal(["pull_request"]);
  });

  it("runs an update that a bot proposes only after a review, which holds nothing", () => {
    const { if: due, environment, permissions, steps } = job("preview", "review");
    expect(due).to.contain("user.type == 'Bot' || startsWith(github.head_ref, 'renovate/')");
    expect({ environment, permissions }).to.deep.equal({ environment: "updates", permissions: {} });
    expect(steps.some(({ uses }) => uses !== undefined)).to.equal(false);
    expect(preview().needs).to.include("review");
    expect(preview().if).to.match(
      /\(needs\.review\.result == 'success' \|\| needs\.review\.result == 'skipped'\)$/,
    );
  });

  it("runs none where nobody was asked: GitHub makes an environment that is not there, without reviewers", () => {
    const { run: script = "" } = commandOf(job("preview", "review").steps, "UPDATES_ARE_REVIEWED");
    const status = (REVIEWED: string) =>
      spawnSync("bash", ["-e", "-c", script], { env: { ...process.env, REVIEWED } }).status;
    expect([status("true"), status(""), status("false")]).to.deep.equal([0, 1, 1]);
  });

  it("of an older commit is stopped", () => {
    expect(workflow("preview").concurrency).to.deep.equal({
      group: "preview-${{ github.event.pull_request.number }}",
      "cancel-in-progress": true,
    });
  });

  it("has an environment of its own, so that it can have no credential that writes", () => {
    expect(preview().environment).to.equal("preview-${{ matrix.stack }}");
  });

  it("has above it what the stack files change, said by a job without environment and credential", () => {
    const changes = job("preview", "changes");
    expect(changes).to.not.have.any.keys("environment", "if", "needs", "env");
    expect(changes.permissions).to.deep.equal({ contents: "read" });
    const text = JSON.stringify(allSteps(changes.steps));
    expect(text).to.not.match(
      /secrets\.|vars\.|github\.token|aws-actions|auth-actions|pulumi login/,
    );
    expect(commandOf(changes.steps, "changes.sh").env).to.deep.equal({ BASE: "HEAD^1" });
    expect(commandOf(changes.steps, "npm ci").run).to.contain("--ignore-scripts");
    expect(preview().needs).to.include("changes");
    expect(commandOf(preview().steps, "comment.sh").env).to.include({
      CHANGES: "${{ fromJSON(needs.changes.outputs.by-stack || '{}')[matrix.stack] }}",
    });
  });

  it("ends with the quota's verdict, in the summary before it fails the job", () => {
    const last = preview().steps.at(-1);
    expect(last?.run).to.equal('.github/scripts/quota.sh | tee -a "$GITHUB_STEP_SUMMARY"');
    expect(last?.if).to.contain("!cancelled()");
  });
});

describe("A deployment", () => {
  it("is of what was merged, and of nothing else", () => {
    const { push, ...others } = workflow("deploy").on as {
      push: { branches: unknown; "paths-ignore": readonly string[] };
    };
    expect(others).to.deep.equal({});
    expect(push.branches).to.deep.equal(["main"]);
    for (const path of push["paths-ignore"])
      expect(path).to.match(
        /^(docs|tests|\.github\/aws)\/\*\*$|^(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
      );
  });

  it("of prod waits for dev and for whoever protects its environment", () => {
    expect(job("deploy", "prod").needs).to.equal("dev");
    for (const stack of ["dev", "prod"]) expect(job("deploy", stack).environment).to.equal(stack);
  });

  for (const stack of ["dev", "prod"]) {
    const steps = () => allSteps(job("deploy", stack).steps);

    it(`of ${stack} runs on GitHub's machine, or in a group that can be kept to this workflow`, () => {
      expect(job("deploy", stack)["runs-on"]).to.equal(
        `\${{ vars.DEPLOY_RUNNER_GROUP && fromJSON(format('{{"group":{0}}}', toJSON(vars.DEPLOY_RUNNER_GROUP))) || 'ubuntu-24.04' }}`,
      );
    });

    it(`of ${stack} is never cancelled, and never two at once`, () => {
      expect(workflow("deploy")).to.not.have.property("concurrency");
      expect(job("deploy", stack).concurrency).to.deep.equal({
        group: `deploy-${stack}`,
        "cancel-in-progress": false,
      });
    });

    it(`of ${stack} proves the contract on what it deployed, and says what to do if it does not hold`, () => {
      const uses = steps().find(({ with: inputs }) => inputs?.stack !== undefined);
      expect(uses?.with).to.include({ stack });
      const order = [
        "pulumi up",
        "--expect-no-changes",
        "npm run --silent verify -- --stack",
        "next-steps.sh",
      ];
      const places = order.map((text) => steps().findIndex(({ run }) => run?.includes(text)));
      expect(places).to.deep.equal([...places].sort((a, b) => a - b));
      expect(places).to.not.include(-1);
      expect(commandOf(job("deploy", stack).steps, "next-steps.sh").if).to.equal("failure()");
      for (const { if: condition } of steps().filter(({ run }) => /pulumi/.test(run ?? "")))
        expect(condition).to.equal(undefined);
    });

    it(`of ${stack} refreshes, checks that nothing is left to do, and verifies whatever that says`, () => {
      const { run: update = "", id } = commandOf(job("deploy", stack).steps, "pulumi up");
      expect(update).to.contain(" --refresh ");
      const { run: check = "" } = commandOf(job("deploy", stack).steps, "--expect-no-changes");
      expect(check).to.contain("pulumi preview").and.to.contain(" --refresh ");
      expect(commandOf(job("deploy", stack).steps, "npm run --silent verify").if).to.equal(
        `\${{ !cancelled() && steps.${String(id)}.outcome == 'success' }}`,
      );
    });
  }

  it("is under the policies", () => {
    expect(commandOf(stepsOfAction("deploy"), "pulumi up").run).to.contain(POLICIES);
  });
});

describe("The search for drift", () => {
  const drift = () => job("drift", "drift");

  it("is a schedule's or a person's, on main, never a pull request's", () => {
    expect(Object.keys(workflow("drift").on)).to.have.members(["schedule", "workflow_dispatch"]);
    expect(drift().if).to.equal("github.ref == 'refs/heads/main'");
  });

  it("has its privileged client in environments of its own", () => {
    expect(drift().environment).to.equal("drift-${{ matrix.stack }}");
    expect(drift().strategy?.matrix).to.deep.equal({ stack: ["dev", "prod"] });
  });

  it("changes nothing, not even the state", () => {
    const command = commandOf(drift().steps, "pulumi refresh").run ?? "";
    expect(command).to.contain("--preview-only").and.to.contain("--expect-no-changes");
    for (const { run = "" } of allSteps(drift().steps))
      expect(run).to.not.match(/pulumi (up|destroy|import|state)/);
  });
});

describe("The live check", () => {
  const live = () => job("live", "live");
  const steps = () => live().steps;
  const place = (text: string) =>
    steps().findIndex(({ run, uses }) => `${run ?? ""}${uses ?? ""}`.includes(text));

  it("is a person's, or a schedule's where its environment says so, and on main", () => {
    expect(Object.keys(workflow("live").on)).to.have.members(["workflow_dispatch", "schedule"]);
    expect(job("live", "cost").if).to.equal("github.ref == 'refs/heads/main'");
    expect(live()).to.include({
      needs: "cost",
      if: "needs.cost.outputs.wanted == 'yes'",
      environment: "live",
    });
    const { run: script = "" } = commandOf(job("live", "cost").steps, "wanted=yes");
    const wanted = (EVENT: string, WEEKLY: string) => {
      // A pipe cannot be opened by name, which is what the step does with GitHub's file.
      const { stdout } = spawnSync("bash", ["-e", "-c", script.replace(/>> .*$/m, "")], {
        encoding: "utf8",
        env: { ...process.env, EVENT, WEEKLY },
      });
      return stdout === "wanted=yes\n";
    };
    expect(wanted("workflow_dispatch", "")).to.equal(true);
    expect(wanted("schedule", "true")).to.equal(true);
    expect(wanted("schedule", "")).to.equal(false);
  });

  it("says what it costs before it may reach an account", () => {
    const cost = job("live", "cost");
    expect(cost.permissions).to.deep.equal({ contents: "read" });
    expect(commandOf(cost.steps, "live-cost.sh").run).to.contain("GITHUB_STEP_SUMMARY");
  });

  it("makes a stack, proves the contract, measures, destroys whatever happened, and shows the report", () => {
    const order = [
      "pulumi stack select",
      "pulumi up",
      "--report live.md",
      "pulumi destroy",
      "cat live.md",
      "actions/upload-artifact@",
    ].map(place);
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    expect(order).to.not.include(-1);
    expect(steps()[place("pulumi destroy")]?.if).to.match(/^\$\{\{ always\(\) &&/);
    expect(steps()[place("pulumi destroy")]?.run).to.contain("pulumi stack rm");
    for (const text of ["cat live.md", "actions/upload-artifact@"])
      expect(steps()[place(text)]?.if).to.match(/^\$\{\{ always\(\) &&/);
    expect(steps()[place("pulumi up")]?.run).to.contain(POLICIES);
  });

  it("has one at a time, never cancelled by the next", () => {
    expect(workflow("live").concurrency).to.deep.equal({
      group: "live",
      "cancel-in-progress": false,
    });
  });
});
