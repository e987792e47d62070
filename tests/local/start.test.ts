/** `npm start`, as a process. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { expect } from "chai";
import type { StackOutputs } from "../../tools/lib/readOutputs";
import { PROJECT_DIR, readProject } from "../../tools/lib/stackFile";
import { mapValues } from "../../src/records";
import { prose, runCommand } from "../support/command";
import { vendorsOf } from "../support/registrations";
import { askForToken, token } from "../support/stack";
import { type Answer, send } from "../support/tokenClient";

function start(...options: string[]): ChildProcess {
  return spawn(process.execPath, ["-r", "ts-node/register", "local/start.ts", ...options], {
    cwd: PROJECT_DIR,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(...options: string[]) {
  const child = start(...options);
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, ...text };
}

/** What it says before it serves, nothing of it beside standard output; then it is stopped. */
async function introductionOf(stack: string, ...options: string[]): Promise<string> {
  const child = start("--stack", stack, "--port", "0", ...options);
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += `stderr: ${chunk.toString()}`));
  await new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Ctrl-C")) resolve();
    });
  });
  child.kill("SIGINT");
  expect(await once(child, "close")).to.deep.equal([0, null]);
  expect(text).to.not.contain("stderr: ");
  return text;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no stdout");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return line;
}

/** The curl commands of an introduction, each with the secret that it takes. */
function curlsIn(text: string): string[] {
  return text.match(/^CLIENT_SECRET=.*\ncurl (?:.*\\\n)*.*$/gm) ?? [];
}

/** What a shell makes of it: curl's arguments, one by one. */
function argumentsOf(command = ""): string[] {
  const { stdout } = spawnSync("sh", ["-c", command.replace(/^curl/m, "printf '%s\\n'")], {
    encoding: "utf8",
  });
  return stdout.trimEnd().split("\n");
}

/** For form data and no Basic credentials. */
function pasted(command?: string): Promise<Answer> {
  const [, , url = "", ...data] = argumentsOf(command);
  const pairs = data
    .filter((argument) => !argument.startsWith("-"))
    .map((pair) => /^([^=]+)=(.*)$/.exec(pair)?.slice(1) as [string, string]);
  return send(url, new URLSearchParams(pairs).toString());
}

describe("npm start", () => {
  it("--json prints the outputs once it serves, logs to standard error without a secret, and ends on Ctrl-C", async () => {
    const child = start("--json", "--port", "0");
    let log = "";
    child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const outputs = JSON.parse(await firstLine(child)) as StackOutputs;
    const { acme } = outputs.vendors;
    if (!acme) throw new Error("no acme");
    expect(outputs.tokenUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/v1\/oauth\/token$/);
    const jwt = await token(askForToken(acme));
    expect(await token(askForToken(acme))).to.equal(jwt);
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number];

    expect(code).to.equal(0);
    expect(log).to.match(/acme +MISS +200 +age - +issued 1, saved 0%/);
    expect(log).to.match(/acme +HIT +200 +age \d+ s +issued 1, saved 50%/);
    for (const secret of [acme.clientSecret, jwt]) expect(log).to.not.contain(secret);
    expect(prose(log).match(/The vendor globex uses client_secret_basic/g)).to.have.length(1);
  });

  it("serves the token broker, and its log says what became of each request", async () => {
    const child = start("--json", "--port", "0", "--set", 'cache={"store":"dynamodb"}');
    let log = "";
    child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const { acme } = (JSON.parse(await firstLine(child)) as StackOutputs).vendors;
    if (!acme) throw new Error("no acme");
    const jwt = await token(askForToken(acme));
    expect(await token(askForToken(acme))).to.equal(jwt);
    await askForToken({ ...acme, clientSecret: "wrong" });
    await askForToken(acme, { audience: "https://nobody.example/" });
    child.kill("SIGINT");
    expect(await once(child, "close")).to.deep.equal([0, null]);

    expect(log).to.match(/acme +MINTED +200 +left \d+ s +issued 1, saved 0%/);
    expect(log).to.match(/acme +HIT +200 +left \d+ s +issued 1, saved 50%/);
    expect(log).to.match(/acme +UNVERIFIED +401 +left - +issued 1, saved 50%/);
    expect(log).to.match(/acme +REFUSED +403 +left - +issued 1, saved 50%/);
    for (const secret of [acme.clientSecret, jwt]) expect(log).to.not.contain(secret);
  });

  it("says which store it serves", async () => {
    const lineOf = async (store: string) =>
      /^Cache: .*$/m.exec(await introductionOf("dev", "--set", `cache={"store":"${store}"}`))?.[0];
    expect(await lineOf("dynamodb")).to.match(
      /^Cache: the token broker, on a table; a new token 600 s/,
    );
    expect(await lineOf("none")).to.equal("Cache: OFF: every request costs a token");
  });

  it("--issue-quota makes the tenant refuse after that many tokens", async () => {
    const child = start("--json", "--port", "0", "--issue-quota", "0");
    const { vendors } = JSON.parse(await firstLine(child)) as StackOutputs;
    if (!vendors.acme) throw new Error("no acme");
    expect((await askForToken(vendors.acme)).status).to.equal(503);
    child.kill("SIGINT");
    await once(child, "close");
  });

  it("fits a terminal: the quota, where it serves, and a curl command that can be pasted", async () => {
    const text = await introductionOf("prod");
    const [command = ""] = curlsIn(text);
    expect(argumentsOf(command)[2]).to.match(/^http:\/\/127\.0\.0\.1:\d+\/v1\/oauth\/token$/);
    expect(argumentsOf(command)).to.include("grant_type=client_credentials");
    const [before = ""] = text.split("\n\nStopped: ");
    const lines = before.split("\n");
    for (const line of lines) expect(line.length, line).to.be.at.most(80);
    expect(lines).to.have.length.at.most(24);
    const prose = text.replaceAll("\n", " ");
    expect(prose).to.contain("TTL 3600 s, encrypted, keyed by X-Cache-Key-Body, ");
    expect(prose).to.contain(
      "Quota: the vendors can cost 3600 Auth0 tokens in 30 days; the plan allows 5000",
    );
    expect(text).to.not.contain("Warning: ");
  });

  it("tries a part that the stack file leaves off, and says what it does", async () => {
    const text = await introductionOf("dev", "--set", "tokenQuota=auto");
    expect(text).to.contain("Backstop: tokens that Auth0 allows: acme 36 an hour and 96 a day; ");
    expect(await introductionOf("dev")).to.not.contain("Backstop");
  });

  it("prints the configuration's warnings, as the preview does", async () => {
    const text = await introductionOf("dev", "--set", 'quota={"monthlyTokens":100}');
    expect(text).to.match(/^Warning: The vendors can cost 2880 Auth0 tokens in 30 days/m);
  });

  it("serves what npm run flush asks of AWS, and says how to reach it", async () => {
    const child = start("--json", "--port", "0");
    let log = "";
    child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const outputs = await firstLine(child);
    const { acme } = (JSON.parse(outputs) as StackOutputs).vendors;
    if (!acme) throw new Error("no acme");
    await token(askForToken(acme));
    const env = Object.fromEntries(
      [...log.matchAll(/\b(AWS_[A-Z_]+)=(\S+)/g)].map(([, name = "", value]) => [name, value]),
    );
    const flushed = await runCommand("tools/flush/run.ts", ["--outputs", "-", "--yes"], {
      stdin: outputs,
      env,
    });
    expect(flushed.code, flushed.stderr).to.equal(0);
    await token(askForToken(acme));
    child.kill("SIGINT");
    await once(child, "close");
    expect(log.match(/acme +MISS +200/g)).to.have.length(2);
  });

  it("quotes an audience for the shell, whatever it holds", async () => {
    const audience = "https://x.example/it's$(touch${IFS}pwned)`id`&\\\"";
    const text = await introductionOf(
      "dev",
      ...["--set", `apis=${JSON.stringify([{ identifier: audience }])}`],
      ...["--set", `vendors=${JSON.stringify({ acme: { grants: { [audience]: [] } } })}`],
    );
    expect(argumentsOf(curlsIn(text)[0]).at(-1)).to.equal(`audience=${audience}`);
  });

  it("shows a curl line that names an organization only where every audience needs one", async () => {
    const [audience, other] = ["https://x.example", "https://y.example"];
    const grant = { scopes: [], organizationUsage: "require" };
    const shown = async (grants: object) => {
      const text = await introductionOf(
        "dev",
        ...["--set", `apis=${JSON.stringify([{ identifier: audience }, { identifier: other }])}`],
        ...["--set", `vendors=${JSON.stringify({ acme: { grants } })}`],
      );
      return argumentsOf(curlsIn(text)[0]).filter((each) => /^(audience|organization)=/.test(each));
    };
    expect(await shown({ [audience]: grant })).to.deep.equal([
      `audience=${audience}`,
      "organization=org_local",
    ]);
    expect(await shown({ [audience]: grant, [other]: [] })).to.deep.equal([`audience=${other}`]);
  });

  it("shows a curl line of a vendor that is not suspended, if there is one", async () => {
    const suspending = (...names: string[]) => {
      const vendors = mapValues(vendorsOf("dev"), (vendor, name) => ({
        ...vendor,
        suspended: names.includes(name),
      }));
      return introductionOf("dev", "--set", `vendors=${JSON.stringify(vendors)}`);
    };
    const one = await suspending("acme");
    expect(one).to.match(/^A token for globex; run it twice, and one token is issued:$/m);
    const all = await suspending("acme", "globex", "initech");
    expect(all).to.contain("The stack has no vendor that is not suspended");
    expect(all).to.not.match(/^curl/m);
  });

  it("shows that requests that bypass the proxy are denied, with a curl line that is denied, if it is", async () => {
    const child = start("--port", "0", "--set", "onlyThroughProxy={}");
    try {
      let text = "";
      await new Promise<void>((resolve) => {
        child.stdout?.on("data", (chunk: Buffer) => {
          text += chunk.toString();
          if (text.includes("Ctrl-C")) resolve();
        });
      });
      const [through, past] = curlsIn(text);
      expect(text).to.contain("bypassing the proxy");
      expect((await pasted(through)).status).to.equal(200);
      const denied = await pasted(past);
      expect([denied.status, denied.json().error]).to.deep.equal([400, "invalid_request"]);
    } finally {
      child.kill("SIGINT");
      await once(child, "close");
    }
  });

  const MISTAKES: [string, string[], RegExp][] = [
    [
      "a missing stack file",
      ["--stack", "staging"],
      /^There is no stack file Pulumi\.staging\.yaml; there are: dev, prod\./,
    ],
    [
      "an unknown option",
      ["--prot", "1"],
      /^Unknown option '--prot' \(Did you mean --port\?\); allowed: --stack/,
    ],
    [
      "a port above the highest",
      ["--port", "70000"],
      /^--port is "70000"; allowed: a whole number from 0 to 65535\.$/,
    ],
    [
      "an unknown quirk",
      ["--quirk", "fast=yes"],
      /^--quirk is "fast=yes"; allowed: <name>=<value>/,
    ],
    [
      "a quirk's unknown value",
      ["--quirk", "stored=never"],
      /^--quirk stored is "never"; allowed: before-mapping or after-mapping\.$/,
    ],
    [
      "an address that is not one",
      ["--source-ip", "203.0.113.0/24"],
      /^--source-ip is "203\.0\.113\.0\/24"; allowed: an IPv4 or IPv6 address, for example 203\.0\.113\.7\.$/,
    ],
    ["a setting without a value", ["--set", "tokenQuota"], /^--set has to be <key>=<value>/],
    [
      "a setting that the configuration does not take",
      ["--set", "tokenQuota=some"],
      /[\w-]+:tokenQuota is "some"; allowed: none or auto/,
    ],
    [
      "a quota that is not a number",
      ["--issue-quota", "many"],
      /^--issue-quota is "many"; allowed/,
    ],
  ];
  for (const [what, options, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await run(...options);
      expect(code).to.equal(2);
      expect(stdout).to.equal("");
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
    });

  it("ends with code 2 and one clear line for a bad configuration", async () => {
    const { code, stdout, stderr } = await run("--set", 'cache={"ttlSeconds":7200}');
    expect(code).to.equal(2);
    expect(stdout).to.equal("");
    const key = `${readProject().name}:cache.ttlSeconds`;
    expect(stderr.trim()).to.equal(
      `The stack's configuration has a problem: --set: ${key} is 7200; ` +
        "allowed: a whole number from 1 to 3600 (seconds), for example 3600; " +
        `fix: for example --set ${key}=3600`,
    );
  });

  it("ends with code 2 and one clear line for a busy port", async () => {
    const busy = createServer().listen(0, "127.0.0.1");
    await once(busy, "listening");
    const { port } = busy.address() as AddressInfo;
    // prod: dev has a warning to say before.
    const { code, stderr } = await run("--stack", "prod", "--port", String(port));
    busy.close();
    expect(code).to.equal(2);
    expect(stderr.trim()).to.equal(
      `Port ${port} is taken. fix: choose another with --port <n>, or any free one with --port 0.`,
    );
  });
});
