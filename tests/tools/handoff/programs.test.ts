/** The sheet's programs, run as they stand against the local run, each where its language is installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { accessOf } from "../../../tools/handoff/access";
import { type Program, program, PROGRAMS } from "../../../tools/handoff/programs";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { run } from "../../support/command";
import { devValues, testStack, type TestStack } from "../../support/stack";
import { type HeaderPairs, send } from "../../support/tokenClient";

const ORDERS = "https://api.dev.example.com/orders";

/** How many URLs a program is given. */
const CALLS = 8;

/** How each is started here, and the command that says whether it can be. */
const HERE: Readonly<Record<string, { start: readonly string[]; check: readonly string[] }>> = {
  Node: { start: [process.execPath], check: [process.execPath, "--version"] },
  Python: { start: ["python3"], check: ["python3", "--version"] },
  // It lives for a moment only.
  Java: {
    start: ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"],
    check: ["java", "--version"],
  },
  "C#": { start: ["dotnet", "run", "--project"], check: ["dotnet", "--version"] },
  Go: { start: ["go", "run"], check: ["go", "version"] },
};

// Of the caller's environment only what a toolchain needs to find itself and its cache.
const { PATH, HOME, GOCACHE, DOTNET_ROOT } = process.env;
const ENVIRONMENT = {
  ...{ PATH, HOME, GOCACHE, DOTNET_ROOT },
  ...{ GOTOOLCHAIN: "local", GOPROXY: "off" },
  ...{ DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" },
};

/** Answers in place of the token URL and of an API, and passes on to the stack what it does not answer itself. */
interface Front {
  readonly url: string;
  /** Token requests so far. */
  asked: number;
  /** The Authorization of each call of the API. */
  readonly calls: (string | undefined)[];
  close(): Promise<void>;
}

/** @param spoil whether its first answer is a 429, and its second is good for no longer than a program keeps back */
async function front(stack: TestStack, spoil: boolean): Promise<Front> {
  const calls: (string | undefined)[] = [];
  const passOn = async (headers: HeaderPairs, body: string) => {
    const { status, json } = await send(stack.acme.tokenUrl, body, headers);
    return { status, answer: json() };
  };
  const server: Server = createServer((request, response) => {
    const reply = (status: number, answer: object, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(answer));
    if (request.method === "GET") {
      calls.push(request.headers.authorization);
      reply(200, {});
      return;
    }
    const asked = ++self.asked;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (spoil && asked === 1) {
        reply(429, { error: "temporarily_unavailable" }, { "Retry-After": "0" });
        return;
      }
      void passOn(vendorsOwn(request.rawHeaders), Buffer.concat(chunks).toString()).then(
        ({ status, answer }) =>
          reply(status, spoil && asked === 2 ? { ...answer, expires_in: 30 } : answer),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: 0,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return self;
}

/** What is for the stack as well, spelled as it was. */
function vendorsOwn(raw: readonly string[]): HeaderPairs {
  const pairs = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as const] : [],
  );
  return pairs.filter(([name]) => /^(authorization|content-type)$/i.test(name));
}

describe("A program of the sheet", () => {
  let stack: TestStack;
  let broker: TestStack;
  let directory = "";
  before(async () => {
    stack = await testStack();
    broker = await testStack({ values: devValues({ cache: { store: "dynamodb" } }) });
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "program-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  after(() => Promise.all([stack.close(), broker.close()]));

  /** What a program does for a vendor of a stack, in front of it. */
  async function start(
    each: Program,
    { spoil, ...of }: { stack: TestStack; vendor: "acme" | "globex"; spoil: boolean },
    secret = of.stack[of.vendor].clientSecret,
  ) {
    const ahead = await front(of.stack, spoil);
    const access = accessOf(of.stack.outputs, of.vendor);
    const lines = program(each, { ...access, tokenUrl: `${ahead.url}/oauth/token` }, ORDERS);
    // In one round its calls share one answer, whatever that is good for.
    if (each.language === "Node") lines.push(lines.at(-1) ?? "");
    writeFileSync(join(directory, each.file), lines.join("\n"));
    const [command = "", ...options] = HERE[each.language]?.start ?? [];
    const file = each.language === "C#" ? [directory, "--"] : [join(directory, each.file)];
    if (each.language === "C#") {
      const version = spawnSync("dotnet", ["--version"], { env: ENVIRONMENT, encoding: "utf8" });
      writeFileSync(join(directory, "client.csproj"), project(version.stdout));
    }
    const urls = Array.from({ length: CALLS }, (_, index) => `${ahead.url}/orders/${index}`);
    const env = { ...ENVIRONMENT, CLIENT_SECRET: secret };
    const ended = await run(command, [...options, ...file, ...urls], { env });
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
          expect(asked).to.equal(3);
          expect(calls[0]).to.match(/^Bearer eyJ/);
          expect(new Set(calls)).to.have.property("size", 1);
        },
      );

    that(
      `in ${each.language} shows a refusal, does not repeat the request, and does not show the secret`,
      async () => {
        const secret = "another-secret";
        const { code, stdout, stderr, asked, calls } = await start(
          each,
          { stack, vendor: "acme", spoil: false },
          secret,
        );
        expect(code).to.not.equal(0);
        expect(stderr).to.contain('401 {"error":"access_denied"').and.not.to.contain(secret);
        expect(stdout).to.equal("");
        expect(calls).to.deep.equal([]);
        // One for each thread that waited for the first one's answer.
        expect(asked).to.be.at.most(CALLS);
      },
    );
  }

  it("in Node takes fetch for a vendor with Basic where a token broker answers, which knows header names in any case", async () => {
    const [node] = PROGRAMS;
    const { code, stderr, asked } = await start(node!, {
      ...{ stack: broker, vendor: "globex", spoil: true },
    });
    expect({ code, stderr, asked }).to.deep.equal({ code: 0, stderr: "", asked: 3 });
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
