/** `npm run flush`, as a process against the local control plane, and what it says to each refusal. */
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { confirm } from "../../../tools/flush/confirm";
import { costOf } from "../../../tools/flush/stageCache";
import { serveControlPlane } from "../../../local/controlPlaneServer";
import { jsonReply, type Reply } from "../../../local/gateway/reply";
import { type LoopbackServer, serve } from "../../../local/loopback";
import { WIDTH } from "../../../tools/lib/fit";
import { prose, runCommand } from "../../support/command";
import { askForToken, testStack, type TestStack, token } from "../../support/stack";

describe("npm run flush", () => {
  let stack: TestStack;
  let plane: LoopbackServer;
  before(async () => {
    stack = await testStack();
    plane = await serveControlPlane(stack);
  });
  after(() => Promise.all([stack.close(), plane.close()]));

  const aws = (endpoint: string) => ({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local-secret-key",
  });
  const flush = (options: string[], env: NodeJS.ProcessEnv, outputs: object = stack.outputs) =>
    runCommand("tools/flush/run.ts", options, { stdin: JSON.stringify(outputs), env });
  const YES = ["--outputs", "-", "--yes"];

  it("makes the next request a miss, and says before what that costs", async () => {
    const cached = await token(askForToken(stack.acme));
    expect(await token(askForToken(stack.acme))).to.equal(cached);
    const { code, stdout, stderr } = await flush(YES, aws(plane.origin));
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    for (const line of stdout.split("\n")) expect(line.length, line).to.be.at.most(WIDTH);
    const [before, after] = prose(stdout).split(" AWS accepted the flush.");
    expect(before).to.contain(`behind ${stack.outputs.tokenUrl}, costs an Auth0 token`);
    expect(before).to.contain(": 4 if every vendor repeats one per audience, more if");
    expect(after).to.contain("FLUSH_IN_PROGRESS");

    stack.pass(1);
    expect(await token(askForToken(stack.acme))).to.not.equal(cached);
    expect(stack.handled.at(-1)?.cache).to.equal("MISS");
  });

  it("flushes nothing without a terminal to ask on or --yes, and does not even ask AWS", async () => {
    const cached = await token(askForToken(stack.acme));
    const { code, stdout, stderr } = await flush(["--outputs", "-"], aws(plane.origin));
    expect(stderr.trim()).to.equal(
      "There is no terminal to ask for confirmation. fix: pass --yes to flush without asking.",
    );
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(await token(askForToken(stack.acme))).to.equal(cached);
  });

  it("passes no secret on, though the outputs hold them", async () => {
    const { stdout, stderr } = await flush(YES, aws(plane.origin));
    for (const { clientSecret } of Object.values(stack.outputs.vendors))
      expect(stdout + stderr).to.not.contain(clientSecret);
  });

  it("does not take a local run's outputs to AWS", async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = aws("");
    const { code, stderr } = await flush(YES, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    expect(stderr).to.match(/is not on AWS\. Set the AWS_ variables that npm start printed/);
    expect(code).to.equal(2);
  });

  const ARN = () =>
    `arn:aws:apigateway:eu-west-1::/restapis/${stack.outputs.restApiId}/stages/v1/cache/data`;
  /** What AWS answers, in the form of its errors. */
  const refusal = (status: number, type: string): Reply => {
    const reply = jsonReply(status, { message: "it quotes the request: local-secret-key" });
    return { ...reply, headers: [...reply.headers, ["X-Amzn-ErrorType", type]] };
  };
  const REFUSALS: [string, Reply, () => string][] = [
    [
      "a missing permission, with the action and the resource",
      refusal(403, "AccessDeniedException"),
      () =>
        `AWS denies access. fix: give the credentials the IAM action apigateway:DELETE on ${ARN()}.`,
    ],
    [
      "a missing permission, as API Gateway documents it",
      refusal(401, "UnauthorizedException"),
      () =>
        `AWS denies access. fix: give the credentials the IAM action apigateway:DELETE on ${ARN()}.`,
    ],
    [
      "expired credentials",
      refusal(403, "ExpiredTokenException"),
      () =>
        "AWS credentials are missing or no longer valid. fix: set them as for the AWS CLI, for example with AWS_PROFILE.",
    ],
    [
      "an API that is not there",
      refusal(404, "NotFoundException"),
      () =>
        `AWS does not know the stage v1 of the API ${stack.outputs.restApiId} in eu-west-1: ` +
        "the credentials are for another account, or the outputs are out of date.",
    ],
    [
      "anything else, without the message: it may quote the request",
      refusal(400, "BadRequestException"),
      () =>
        `AWS did not flush the stage v1 of the API ${stack.outputs.restApiId} in eu-west-1: BadRequestException.`,
    ],
  ];
  for (const [what, reply, message] of REFUSALS)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const refusing = await serve(0, () => Promise.resolve(reply));
      const { code, stdout, stderr } = await flush(YES, aws(refusing.origin)).finally(() =>
        refusing.close(),
      );
      expect(stderr).to.equal(`${message()}\n`);
      expect(stdout).to.not.contain("accepted");
      expect(code).to.equal(2);
    });

  it("ends with code 2 and one clear line for missing credentials", async () => {
    const { code, stderr } = await flush(YES, { AWS_ENDPOINT_URL: plane.origin });
    expect(stderr).to.match(/^AWS credentials are missing or no longer valid\..*\n$/);
    expect(code).to.equal(2);
  });

  it("ends with code 2 and one clear line for an endpoint that nobody serves", async () => {
    const gone = await serve(0, () => Promise.reject(new Error("never asked")));
    await gone.close();
    const { code, stderr } = await flush(YES, { ...aws(gone.origin), AWS_MAX_ATTEMPTS: "1" });
    expect(stderr).to.match(
      /^AWS did not flush the stage v1 .*: ECONNREFUSED\. fix: check the network, and AWS_ENDPOINT_URL .*\n$/,
    );
    expect(code).to.equal(2);
  });

  const MISTAKES: [string, string[], RegExp, object?][] = [
    ["no source", ["--yes"], /^Name one of --stack and --outputs\. npm run flush -- --help/],
    ["an unknown option", ["--force"], /^Unknown option '--force'; allowed: --stack/],
    [
      "outputs without an API",
      YES,
      /^The outputs have no restApiId, stageName or region\./,
      { tokenUrl: "https://tokens.example.com/oauth/token", vendors: {} },
    ],
    ["a stack without the Pulumi CLI", ["--stack", "a", "--yes"], /^The Pulumi CLI is not on the/],
  ];
  for (const [what, options, message, outputs] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await flush(options, {}, outputs);
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});

describe("What a flush costs", () => {
  it("is a token per audience and client of every vendor that gets any", () => {
    const grants = { "https://a": [], "https://b": [] };
    const outputs = {
      tokenUrl: "https://tokens.example.com/oauth/token",
      vendors: {
        acme: { grants },
        moving: { grants, retiring: { clientId: "old" } },
        gone: { grants, suspended: true },
        unknown: {},
      },
    };
    expect(costOf(outputs)).to.equal(6);
    const own = { "https://example.eu.auth0.com/api/v2/": ["read:logs"] };
    expect(costOf({ ...outputs, vendors: { reader: { grants: own } } })).to.equal(0);
  });
});

describe("The confirmation", () => {
  const answer = (text: string) => {
    const input = new PassThrough();
    const output = new PassThrough();
    const answered = confirm("Flush it?", input, output);
    input.end(text);
    return answered;
  };

  it("takes y and yes, and nothing else, for a yes", async () => {
    for (const text of ["y\n", "Y\n", " yes \n"]) expect(await answer(text), text).to.equal(true);
    for (const text of ["\n", "n\n", "yep\n", "no\ny\n", ""])
      expect(await answer(text), text).to.equal(false);
  });
});
