/**
 * The proxy's logs: what is written, for how long, and by whose leave.
 *
 * Not proved here: what API Gateway really writes, that the role lets it, or that what is retained
 * outlives a destroyed stack. Nothing ran on AWS, and Pulumi's engine did not run.
 */
import { expect } from "chai";
import type { Evaluation } from "../../local/evaluate/evaluate";
import { RETENTION_DAYS } from "../../src/config/limits";
import { TokenProxy } from "../../src/proxy/tokenProxy";
import {
  all,
  evaluatePart,
  type Kind,
  label,
  labels,
  named,
  only,
  TYPES,
  UNKNOWN,
} from "../support/registrations";

const LOG_KINDS: readonly Kind[] = ["LogGroup", "Role", "RolePolicy", "Account"];
const ROLE = ["Account proxy-account", "Role proxy-log-role", "RolePolicy proxy-log-policy"];

const proxyLogging = (logs: Record<string, unknown>, preview = false): Promise<Evaluation> =>
  evaluatePart(
    (config) => {
      new TokenProxy("proxy", config);
      return {};
    },
    { logs },
    { preview },
  );

const logResources = ({ resources }: Evaluation) =>
  resources.filter(({ type }) => LOG_KINDS.some((kind) => TYPES[kind] === type));

/** What the stage waits for, of the resources that have to do with logs. */
function awaited(evaluation: Evaluation): string[] {
  const { dependencies } = only(evaluation, "Stage");
  return labels(logResources(evaluation).filter(({ urn }) => dependencies.includes(urn)));
}

const loggingLevel = (evaluation: Evaluation) =>
  (named(evaluation, "MethodSettings", "proxy-settings").inputs.settings as Record<string, unknown>)
    .loggingLevel;

describe("The proxy's logs", () => {
  const CASES = [
    {
      title: "with the access log alone",
      logs: { access: true, execution: "off" },
      groups: ["LogGroup proxy-access-logs", "LogGroup proxy-execution-logs"],
      level: "OFF",
    },
    {
      title: "with the execution log alone",
      logs: { access: false, execution: "error" },
      groups: ["LogGroup proxy-execution-logs"],
      level: "ERROR",
    },
    {
      title: "with both",
      logs: { access: true, execution: "error" },
      groups: ["LogGroup proxy-access-logs", "LogGroup proxy-execution-logs"],
      level: "ERROR",
    },
  ];
  for (const { title, logs, groups, level } of CASES)
    for (const manageAccountRole of [true, false])
      describe(`${title}, the account's role ${manageAccountRole ? "managed here" : "managed elsewhere"}`, () => {
        let evaluation: Evaluation;
        before(async () => {
          evaluation = await proxyLogging({ ...logs, retentionDays: 14, manageAccountRole });
        });

        it(`makes ${groups.length} log group${groups.length > 1 ? "s" : ""}, and ${manageAccountRole ? "the role" : "no role"}`, () => {
          expect(labels(logResources(evaluation))).to.deep.equal(
            [...groups, ...(manageAccountRole ? ROLE : [])].sort(),
          );
        });

        it("keeps every log for the configured time", () => {
          for (const { name, inputs } of all(evaluation, "LogGroup"))
            expect(inputs.retentionInDays, name).to.equal(14);
        });

        it("makes the stage wait for its log groups and for the account's setting", () => {
          expect(awaited(evaluation)).to.deep.equal(
            [...groups, ...(manageAccountRole ? ["Account proxy-account"] : [])].sort(),
          );
        });

        it(`sets the execution log's level to ${level}, and never logs bodies`, () => {
          expect(loggingLevel(evaluation)).to.equal(level);
          expect(named(evaluation, "MethodSettings", "proxy-settings").inputs.settings).to.include({
            dataTraceEnabled: false,
          });
        });

        it(`${logs.access ? "writes" : "does not write"} an access log`, () => {
          const { accessLogSettings } = only(evaluation, "Stage").inputs;
          if (!logs.access) {
            expect(accessLogSettings).to.equal(undefined);
            return;
          }
          expect(accessLogSettings).to.have.all.keys("destinationArn", "format");
          expect(accessLogSettings).to.deep.include({
            destinationArn: named(evaluation, "LogGroup", "proxy-access-logs").state.arn,
          });
        });
      });

  describe("with neither", () => {
    for (const manageAccountRole of [true, false])
      it(`makes the execution log's group alone, manageAccountRole being ${String(manageAccountRole)}`, async () => {
        const logs = { access: false, execution: "off", retentionDays: 14, manageAccountRole };
        const evaluation = await proxyLogging(logs);
        expect(logResources(evaluation).map(label)).to.deep.equal([
          "LogGroup proxy-execution-logs",
        ]);
        expect(only(evaluation, "Stage").inputs).to.not.have.property("accessLogSettings");
        expect(loggingLevel(evaluation)).to.equal("OFF");
      });
  });

  describe("by default", () => {
    it("are an access log of 30 days, no execution log, and the account's role as it is", async () => {
      const evaluation = await proxyLogging({});
      expect(labels(logResources(evaluation))).to.deep.equal([
        "LogGroup proxy-access-logs",
        "LogGroup proxy-execution-logs",
      ]);
      expect(named(evaluation, "LogGroup", "proxy-access-logs").inputs).to.deep.equal({
        retentionInDays: 30,
        tags: { team: "platform", environment: "dev" },
      });
      expect(loggingLevel(evaluation)).to.equal("OFF");
    });

    it("are never kept for ever: every retention that can be configured is a number of days", () => {
      expect(RETENTION_DAYS.length).to.be.greaterThan(20);
      for (const days of RETENTION_DAYS) expect(days).to.be.within(1, 3653);
    });
  });

  describe("in detail", () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await proxyLogging({
        ...{ access: true, execution: "error", manageAccountRole: true },
      });
    });

    const format = () =>
      (only(evaluation, "Stage").inputs.accessLogSettings as Record<string, string>).format!;

    it("have an access log of one line of JSON with exactly these fields", () => {
      expect(format()).to.not.include("\n");
      expect(JSON.parse(format())).to.deep.equal({
        requestId: "$context.requestId",
        extendedRequestId: "$context.extendedRequestId",
        sourceIp: "$context.identity.sourceIp",
        requestTimeEpoch: "$context.requestTimeEpoch",
        httpMethod: "$context.httpMethod",
        resourcePath: "$context.resourcePath",
        status: "$context.status",
        responseLength: "$context.responseLength",
        responseLatency: "$context.responseLatency",
        integrationLatency: "$context.integrationLatency",
        integrationStatus: "$context.integration.status",
        errorType: "$context.error.responseType",
        wafResponseCode: "$context.wafResponseCode",
      });
    });

    it("have no header, body, query, path as sent, authorizer or error text in it", () => {
      const variables = format().match(/\$[A-Za-z.]+/g);
      expect(variables).to.have.length(13);
      for (const variable of variables ?? [])
        expect(variable).to.not.match(
          /header|override|body|input|query|param|context\.path$|authorizer|authenticate|error\.message|userAgent|stageVariables/i,
        );
    });

    it("have the execution log where AWS writes it, so that it gets a retention", () => {
      expect(named(evaluation, "LogGroup", "proxy-execution-logs").inputs).to.deep.equal({
        name: `API-Gateway-Execution-Logs_${only(evaluation, "RestApi").id}/v1`,
        retentionInDays: 30,
        tags: { team: "platform", environment: "dev" },
      });
    });

    it("do not name that group in a preview, before the API's id is known", async () => {
      const preview = await proxyLogging({ access: true, execution: "error" }, true);
      expect(named(preview, "LogGroup", "proxy-execution-logs").inputs.name).to.equal(UNKNOWN);
    });

    it("have a role that only API Gateway may take, and that may only write and read logs", () => {
      const { assumeRolePolicy } = only(evaluation, "Role").inputs;
      expect(JSON.parse(String(assumeRolePolicy))).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "apigateway.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      });
      const { policy, role } = only(evaluation, "RolePolicy").inputs;
      expect(role).to.equal(only(evaluation, "Role").id);
      expect(JSON.parse(String(policy))).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: [
              "logs:CreateLogGroup",
              "logs:CreateLogStream",
              "logs:DescribeLogGroups",
              "logs:DescribeLogStreams",
              "logs:PutLogEvents",
              "logs:GetLogEvents",
              "logs:FilterLogEvents",
            ],
            Resource: "*",
          },
        ],
      });
    });

    it("have the account told of the role after the role may write", () => {
      const account = only(evaluation, "Account");
      expect(account.inputs).to.deep.equal({
        cloudwatchRoleArn: only(evaluation, "Role").state.arn,
      });
      expect(account.dependencies).to.include(only(evaluation, "RolePolicy").urn);
    });

    it("leave role, policy and account when the stack goes: the region's other APIs use them", () => {
      const retained = evaluation.resources.filter(({ retainOnDelete }) => retainOnDelete);
      expect(labels(retained)).to.deep.equal(ROLE);
    });
  });
});
