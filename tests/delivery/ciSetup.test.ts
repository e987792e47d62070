/** docs/ci-setup.md and .github/aws: what they hand out for copying has to be right. */
import { expect } from "chai";
import { clientKey } from "../../src/broker/clientItem";
import { evaluate } from "../../local/evaluate/evaluate";
import { everythingOn } from "../support/everythingOn";
import { all, type Kind } from "../support/registrations";
import { actionsOf, CI_SETUP as TEXT, isLike, list, policies, policy } from "./policies/documents";
import { read, workflow, workflowTexts } from "./support";

/** Rows of tables, with single spaces. */
const rows = TEXT.split("\n").map((line) => line.replace(/ +/g, " "));
/** Longest managed policy, in characters without white space (IAM quotas). */
const MAX_POLICY = 6144;

const permissions = Object.entries(policies).filter(([name]) => name !== "trust");
/** Statements on actions that have no resource type in AWS's Service Authorization Reference. */
const WITHOUT_RESOURCES = ["LogGroupsDelivery", "CertificateRequest", "TopicSubscription"];
const READING = ["read", "state-read"];
const UP = ["up-gateway", "up-parts", "up-broker"];

describe("The policies of .github/aws", () => {
  it("are all there, and each is a policy", () => {
    expect(Object.keys(policies)).to.have.members(["trust", ...UP, ...READING, "state-write"]);
    for (const name of Object.keys(policies))
      expect(TEXT).to.contain(`(../.github/aws/${name}.json)`);
    for (const [heading, { Version, Statement }] of Object.entries(policies)) {
      expect(Version, heading).to.equal("2012-10-17");
      expect(Statement, heading).to.have.lengthOf.above(0);
      for (const { Effect, Action } of Statement) {
        expect(Effect).to.equal("Allow");
        for (const action of list(Action)) expect(action).to.match(/^[a-z0-9]+:[A-Za-z]+$/);
      }
    }
  });

  it("grant no whole service, and everything only where AWS knows no resources", () => {
    for (const [heading, { Statement }] of permissions) {
      const sids = Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size, heading).to.equal(Statement.length);
      for (const { Sid, Resource } of Statement) {
        expect(list(Resource), Sid).to.have.lengthOf.above(0);
        if (Sid && !WITHOUT_RESOURCES.includes(Sid))
          for (const resource of list(Resource))
            expect(resource, Sid).to.match(/^arn:aws:[a-z0-9]+:/);
      }
    }
  });

  it("grant, on everything, what AWS knows no resources for: on a topic it would be granted on nothing", () => {
    const known = /^sns:(GetSubscriptionAttributes|SetSubscriptionAttributes|Unsubscribe)$/;
    for (const { Action, Resource, Condition } of permissions.flatMap(([, each]) => each.Statement))
      for (const action of list(Action).filter((each) => known.test(each))) {
        expect(list(Resource), action).to.deep.equal(["*"]);
        expect(Condition, action).to.deep.equal({
          StringEquals: { "aws:RequestedRegion": "REGION" },
        });
      }
  });

  it("fit into a managed policy each", () => {
    for (const [heading, found] of permissions)
      expect(JSON.stringify(found).length, heading).to.be.at.most(MAX_POLICY);
  });

  it("let a preview, and the search for drift, change nothing", () => {
    for (const heading of READING)
      for (const action of actionsOf(policy(heading)))
        expect(action, heading).to.match(/^\w+:(Get|List|Describe)|^apigateway:GET$|^kms:Decrypt$/);
  });

  it("let a deployment read its own state", () => {
    expect(actionsOf(policy("state-write"))).to.include.members(actionsOf(policy("state-read")));
  });

  it("let a web ACL refer to AWS's rules, whose ARN has been seen without a name", () => {
    // "… not authorized to perform: wafv2:UpdateWebACL on resource: …:regional/managedruleset/"
    // (aws-samples/amazon-cloudfront-waf-secretsmanager#3)
    const [statement] = policy("up-parts").Statement.filter(({ Action }) =>
      list(Action).includes("wafv2:UpdateWebACL"),
    );
    for (const rules of ["", "AWSManagedRulesCommonRuleSet", "name/id"])
      expect(
        list(statement?.Resource).some((pattern) =>
          isLike(`arn:aws:wafv2:REGION:ACCOUNT_ID:regional/managedruleset/${rules}`, pattern),
        ),
        rules,
      ).to.equal(true);
  });

  it("let a deployment, and a look at it, have the clients' items of the broker's table only", () => {
    const items = /^dynamodb:\w+Item$/;
    const statements = permissions
      .flatMap(([, each]) => each.Statement)
      .filter(({ Action }) => list(Action).some((action) => items.test(action)));
    expect(statements).to.have.lengthOf(2);
    for (const { Action, Condition } of statements) {
      for (const action of list(Action)) expect(action).to.match(items);
      expect(Condition).to.deep.equal({
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [clientKey("*").pk] },
      });
    }
  });

  it("let a deployment pass on two roles, each to the service that it is for", () => {
    const passing = UP.flatMap((heading) => policy(heading).Statement).filter(({ Action }) =>
      list(Action).includes("iam:PassRole"),
    );
    expect(passing.map(({ Resource, Condition }) => ({ Resource, Condition }))).to.deep.equal(
      [
        ["proxy-log-role", "apigateway"],
        ["broker-role", "lambda"],
      ].map(([role, service]) => ({
        Resource: `arn:aws:iam::ACCOUNT_ID:role/${role}-*`,
        Condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
      })),
    );
  });

  it("trust one environment of one repository", () => {
    const [statement, ...more] = policy("trust").Statement;
    expect(more).to.deep.equal([]);
    expect(actionsOf(policy("trust"))).to.deep.equal(["sts:AssumeRoleWithWebIdentity"]);
    expect(statement?.Condition).to.deep.equal({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub":
          "repo:ORG@ORG_ID/REPO@REPO_ID:environment:ENVIRONMENT",
      },
    });
  });

  it("know the names that the program gives, with every part on", async () => {
    const values = everythingOn("dev", { cache: { store: "dynamodb" } });
    const program = await evaluate({ stack: "dev", values });
    const granted = UP.flatMap((heading) => policy(heading).Statement).flatMap(({ Resource }) =>
      list(Resource),
    );
    // AWS is given a name where the program gives one, and Pulumi's otherwise: the resource's, and a hash.
    for (const [kind, place] of Object.entries({
      Role: "role/",
      LogGroup: "log-group:",
      Topic: "sns:REGION:ACCOUNT_ID:",
      MetricAlarm: "alarm:",
      WebAcl: "webacl/",
      Dashboard: "dashboard/",
      Table: "dynamodb:REGION:ACCOUNT_ID:table/",
      Function: "function:",
    }))
      for (const { name, inputs } of all(program, kind as Kind)) {
        const given = [inputs.name, inputs.dashboardName, `${name}-1a2b3c4`].find(
          (each) => typeof each === "string",
        )!;
        const known = granted
          .filter((resource) => resource.includes(place))
          .map((resource) => resource.slice(resource.indexOf(place) + place.length));
        expect(
          known.some((pattern) => pattern !== "*" && isLike(given, pattern.replace(/\/\*$/, ""))),
          `${kind} ${given}`,
        ).to.equal(true);
      }
  });
});

describe("docs/ci-setup.md", () => {
  const named = (expression: RegExp) => [
    ...new Set(
      Object.values(workflowTexts).flatMap((text) =>
        [...text.matchAll(expression)].map(([, name = ""]) => name),
      ),
    ),
  ];

  it("names every variable and secret of the workflows", () => {
    for (const name of named(/vars\.(\w+)/g)) expect(TEXT, name).to.contain(`\`${name}\``);
    for (const name of named(/secrets\.(\w+)/g))
      expect(
        rows.some((row) => row.startsWith(`| \`${name}\` | secret |`)),
        name,
      ).to.equal(true);
  });

  it("names every workflow, and every environment", () => {
    for (const file of Object.keys(workflowTexts))
      expect(TEXT).to.contain(`(../.github/workflows/${file})`);
    for (const kind of ["preview-", "", "drift-"])
      for (const stack of ["dev", "prod"]) expect(TEXT).to.contain(`\`${kind}${stack}\``);
  });

  it("requires the checks by the names that they have", () => {
    const nodes = workflow("ci").jobs.test?.strategy?.matrix.node ?? [];
    for (const check of [
      ...nodes.map((node) => `Test (Node ${String(node)})`),
      workflow("ci").jobs.workflows?.name ?? "",
      "Preview dev",
      "Preview prod",
    ])
      expect(TEXT).to.contain(`\`${check}\``);
  });

  it("keeps a workflow from being the review that main asks for", () => {
    expect(TEXT).to.match(/not "Allow GitHub\s+Actions to create and approve pull requests"/);
    expect(TEXT).to.match(/approvals that a new commit\s+dismisses/);
  });

  it("gives a preview's management client no scope to write, and none for client keys", () => {
    const scopes = rows.flatMap((row) => {
      const [, names = "", preview = "", up = "", drift = ""] = row.split("|");
      return names.includes("`read:") || names.includes("`create:") || names.includes("`update:")
        ? [...names.matchAll(/`([a-z]+:[a-z_]+)`/g)].map(([, scope = ""]) => ({
            scope,
            preview: preview.trim() === "yes",
            up: up.trim() === "yes",
            drift: drift.trim() === "yes",
          }))
        : [];
    });
    const of = (kind: "preview" | "up" | "drift") =>
      scopes.filter((each) => each[kind]).map(({ scope }) => scope);
    expect(of("preview").filter((scope) => !scope.startsWith("read:"))).to.deep.equal([]);
    expect(of("preview")).to.not.include("read:client_keys");
    expect(of("drift").filter((scope) => !scope.startsWith("read:"))).to.deep.equal([]);
    expect(of("drift")).to.include("read:client_keys");
    expect(of("up")).to.include.members(scopes.map(({ scope }) => scope));
    // The README's list for a person is the same.
    for (const scope of of("up").filter((each) => each.includes("client_keys")))
      expect(read("README.md")).to.contain(`\`${scope}\``);
  });
});
