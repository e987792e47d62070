/** The sheet's programs, run as they stand against the local run, each where its language is installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { accessOf } from "../../../tools/handoff/access";
import { type Program, program, PROGRAMS } from "../../../tools/handoff/programs";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { run } from "../../support/command";
import { devValues, testStack, type TestStack } from "../../support/stack";
import { type Identity, identity, startFront } from "./front";

const ORDERS = "https://api.dev.example.com/orders";

/** How many URLs a program is given. */
const CALLS = 8;

const PASSWORD = "changeit";

/** How it is asked whether each can be run here, and what its command is given beside what the sheet says. */
const HERE: Readonly<Record<string, { check: readonly string[]; options?: readonly string[] }>> = {
  Node: { check: ["node", "--version"] },
  Python: { check: ["python3", "--version"] },
  Java: {
    check: ["keytool", "-help"],
    options: [
      "-Djavax.net.ssl.trustStore=front.p12",
      `-Djavax.net.ssl.trustStorePassword=${PASSWORD}`,
      // It lives for a moment only.
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
    ],
  },
  "C#": { check: ["dotnet", "--version"] },
  Go: { check: ["go", "version"] },
};

// Of the caller's environment only what a toolchain needs to find itself and its cache.
const { PATH, HOME, GOCACHE, DOTNET_ROOT } = process.env;
const ENVIRONMENT = {
  ...{ PATH, HOME, GOCACHE, DOTNET_ROOT },
  ...{ GOTOOLCHAIN: "local", GOPROXY: "off" },
  ...{ DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" },
  // The front's certificate, for Node and for what is made with OpenSSL or looks where that does.
  ...{ NODE_EXTRA_CA_CERTS: "front.pem", SSL_CERT_FILE: "front.pem" },
};

describe("A program of the sheet", () => {
  let stack: TestStack;
  let broker: TestStack;
  let front: Identity;
  let directory = "";
  before(async () => {
    stack = await testStack();
    broker = await testStack({ values: devValues({ cache: { store: "dynamodb" } }) });
    front = await identity();
    directory = mkdtempSync(join(tmpdir(), "programs-"));
    writeFileSync(join(directory, "front.pem"), front.cert);
    const here = { env: ENVIRONMENT, cwd: directory, encoding: "utf8", shell: true } as const;
    spawnSync(
      `keytool -importcert -noprompt -file front.pem -keystore front.p12 -storepass ${PASSWORD}`,
      here,
    );
    const { stdout } = spawnSync("dotnet --version", here);
    writeFileSync(join(directory, "client.csproj"), project(stdout));
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    await Promise.all([stack.close(), broker.close()]);
  });

  /** What a program does for a vendor of a stack. */
  async function start(
    each: Program,
    { stack, vendor, spoil }: { stack: TestStack; vendor: "acme" | "globex"; spoil: boolean },
    env: NodeJS.ProcessEnv = { CLIENT_SECRET: stack[vendor].clientSecret },
  ) {
    const { tokenUrl } = stack.acme;
    const ahead = await startFront({ identity: front, tokenUrl, spoil });
    const access = {
      ...accessOf(stack.outputs, vendor),
      tokenUrl: `${ahead.url}/oauth/token`,
      organizationUsage: { [ORDERS]: env.ORGANIZATION ? "require" : "allow" } as const,
    };
    const lines = program(each, access, ORDERS);
    // In one round its calls share one answer, whatever that is good for.
    if (each.language === "Node") lines.push(lines.at(-1) ?? "");
    writeFileSync(join(directory, each.file), lines.join("\n"));
    const [command = "", ...options] = each.run.split(" ");
    const urls = Array.from({ length: CALLS }, (_, index) => `${ahead.url}/orders/${index}`);
    const ended = await run(
      command,
      [...(HERE[each.language]?.options ?? []), ...options, ...urls],
      { env: { ...ENVIRONMENT, ...env }, cwd: directory },
    );
    await ahead.close();
    return { ...ended, urls, asked: ahead.asked, calls: ahead.calls };
  }

  for (const each of PROGRAMS) {
    const [command = "", ...options] = HERE[each.language]?.check ?? [];
    const isHere = spawnSync(command, options, { env: ENVIRONMENT }).status === 0;
    const that = isHere ? it : it.skip;

    for (const vendor of ["acme", "globex"] as const)
      that(
        `in ${each.language} asks once for all of ${vendor}'s calls, again when it is told to wait, and before the token expires`,
        async () => {
          const { code, stdout, stderr, urls, asked, calls } = await start(each, {
            ...{ stack, vendor, spoil: true },
          });
          expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
          expect([...new Set(stdout.trim().split("\n"))].sort()).to.deep.equal(
            urls.map((url) => `200 ${url}`),
          );
          expect(asked).to.have.length(3);
          expect(new Set(asked)).to.have.property("size", 1);
          expect(asked[0]).to.not.contain("organization");
          expect(calls[0]).to.match(/^Bearer eyJ/);
          expect(new Set(calls)).to.have.property("size", 1);
        },
      );

    that(
      `in ${each.language} names the organization where one is needed, and shows a refusal, but not the secret`,
      async () => {
        const secret = "another-secret";
        const { code, stdout, stderr, asked, calls } = await start(
          each,
          { stack, vendor: "acme", spoil: false },
          { CLIENT_SECRET: secret, ORGANIZATION: "org_x" },
        );
        expect(code).to.not.equal(0);
        expect(stderr).to.contain('401 {"error":"access_denied"').and.not.to.contain(secret);
        expect(stdout).to.equal("");
        expect(calls).to.deep.equal([]);
        // One for each thread that waited for the first one's answer.
        expect(asked).to.have.length.within(1, CALLS);
        expect(new URLSearchParams(asked[0]).get("organization")).to.equal("org_x");
      },
    );
  }

  it("in Node takes fetch for a vendor with Basic where a token broker answers, which knows header names in any case", async () => {
    const [node] = PROGRAMS;
    const { code, stderr, asked } = await start(node!, {
      ...{ stack: broker, vendor: "globex", spoil: true },
    });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(asked).to.have.length(3);
  });

  it("has a file for each language, and its lines for others than the vendor are left out", () => {
    expect(readdirSync(join(PROJECT_DIR, "tools/handoff/programs")).sort()).to.deep.equal(
      PROGRAMS.map(({ file }) => file).sort(),
    );
    for (const each of PROGRAMS)
      for (const [of, vendor] of [
        [stack, "acme"],
        [stack, "globex"],
        [broker, "globex"],
      ] as const) {
        const text = program(each, accessOf(of.outputs, vendor), 'a"b\\u0041').join("\n");
        expect(text, each.file).to.contain('"a\\"b\\\\u0041"');
        expect(text, each.file).to.not.match(/^\s*(\/\/|#) (if|else|end)\b|\{\{/m);
        const basic = vendor === "globex";
        expect(/client_secret\b/.test(text), each.file).to.equal(!basic);
        expect(/basic/i.test(text), each.file).to.equal(basic);
        const onHttp1 = /HTTP_1_1|TLSNextProto|node:http/.test(text);
        if (!["Python", "C#"].includes(each.language))
          expect(onHttp1, each.file).to.equal(basic && of === stack);
      }
  });
});

/** As `dotnet new console` writes it. */
const project = (version: string) => `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net${parseInt(version)}.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
</Project>
`;
