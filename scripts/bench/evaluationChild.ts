/* eslint-disable @typescript-eslint/no-require-imports -- what is loaded is what is measured */
/** One measurement of evaluation.ts: prints the process's peak memory in kB. */
import type * as evaluation from "../../local/evaluate/evaluate";
import type * as stackFile from "../../tools/lib/stackFile";

/** Everything that the program's own files import. */
function loadSdks(): void {
  require("@pulumi/pulumi");
  require("zod");
  // The SDKs load a resource's module when its name is first touched.
  const touch = (sdk: Record<string, unknown>, names: string[]) => names.map((name) => sdk[name]);
  touch(require("@pulumi/random") as never, ["RandomPassword"]);
  touch(require("@pulumi/auth0") as never, [
    "Client",
    "ClientCredentials",
    "ClientGrant",
    "ResourceServer",
    "ResourceServerScopes",
  ]);
  const aws = require("@pulumi/aws") as Record<string, Record<string, unknown>>;
  touch(aws.cloudwatch ?? {}, ["LogGroup"]);
  touch(aws.iam ?? {}, ["Role", "RolePolicy"]);
  touch(aws.apigateway ?? {}, [
    "Account",
    "Deployment",
    "Integration",
    "IntegrationResponse",
    "Method",
    "MethodResponse",
    "MethodSettings",
    "Resource",
    "Response",
    "RestApi",
    "Stage",
  ]);
}

async function evaluateProgram(vendors: number): Promise<void> {
  const { evaluate } = require("../../local/evaluate/evaluate") as typeof evaluation;
  const { readStackFile } = require("../../tools/lib/stackFile") as typeof stackFile;
  const grants = { "https://api.dev.example.com/orders": ["read:orders"] };
  const many = Object.fromEntries(
    Array.from({ length: vendors }, (_, index) => [`vendor-${index}`, { grants }]),
  );
  const { values } = readStackFile("dev");
  const { resources } = await evaluate({
    values: { ...values, "m2m-token-cache:vendors": JSON.stringify(many) },
  });
  if (resources.length < vendors * 5) throw new Error("The program was not evaluated.");
}

async function main([what, vendors]: string[]): Promise<void> {
  if (what === "sdks") loadSdks();
  if (what === "program") await evaluateProgram(Number(vendors));
  console.log(process.resourceUsage().maxRSS);
}

void main(process.argv.slice(2));
