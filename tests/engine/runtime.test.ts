/**
 * The program in the runtime that will load it: Pulumi's own (@pulumi/pulumi/cmd/run), started as the
 * CLI's language host starts it, against the stand-in engine of engine.ts.
 *
 * Not proved here: anything about Pulumi's engine, its CLI or the providers. None of them ran.
 */
import { expect } from "chai";
import { evaluate } from "../../local/evaluate/evaluate";
import { parseConfig } from "../../src/config/parse";
import { isMasked, label, labels, stackValues, texts, UNKNOWN } from "../support/registrations";
import type { Run } from "./engine";
import {
  byTwo,
  copyProject,
  exposed,
  firstRun,
  removeProject,
  runStack,
  SEVERAL_RUNS_MS,
} from "./support";
import type { Goal } from "./update";

const VENDORS = {
  dev: ["acme", "globex", "initech"],
  prod: ["acme-logistics", "globex", "initech", "umbrella-freight"],
} as const;

/** Without the stack itself, which the runtime registers. */
const resourcesOf = ({ goals }: Run) => goals.filter(({ parent }) => parent !== "");

function goal({ goals }: Run, name: string): Goal {
  const found = goals.find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not registered.`);
  return found;
}

describe("In Pulumi's own runtime, the program", function () {
  this.timeout(SEVERAL_RUNS_MS);

  before(() =>
    byTwo(
      (["dev", "prod"] as const).flatMap((stack) =>
        [false, true].map((dryRun) => () => firstRun(stack, dryRun)),
      ),
    ),
  );

  for (const stack of ["dev", "prod"] as const)
    for (const dryRun of [false, true])
      describe(`in ${dryRun ? "a dry run" : "an update"} of ${stack}`, () => {
        let ran: Run;
        before(async () => {
          ran = await firstRun(stack, dryRun);
        });

        it("ends well, warns of what it has to, and asks for nothing that is not known here", () => {
          const { exitCode, printed, messages, refused } = ran;
          const { warnings } = parseConfig({ values: stackValues(stack) });
          expect({ exitCode, printed, messages, refused }).to.deep.equal({
            ...{ exitCode: 0, printed: "", refused: [] },
            messages: warnings.map((text) => `warning: ${text}`),
          });
        });

        it("registers what it registers under the mocks, each URN once", async () => {
          const mocked = await evaluate({ values: stackValues(stack), stack, preview: dryRun });
          const own = resourcesOf(ran);
          expect(own.map(label).sort()).to.deep.equal(labels(mocked.resources));
          expect(new Set(own.map(({ urn }) => urn)).size).to.equal(own.length);
        });

        it("masks the vendors' secrets, and nothing else, in the outputs", () => {
          const { secretPaths, unknownPaths } = ran.outputs!;
          const secrets = VENDORS[stack].map((name) => `vendors.${name}.clientSecret`);
          // An unknown value is only that: there is nothing to mask yet.
          expect(secretPaths).to.deep.equal(dryRun ? [] : secrets);
          if (dryRun) expect(unknownPaths).to.include.members(secrets);
        });

        it("sends one thing as a secret: what a vendor's credentials are set to", () => {
          for (const { urn, type, inputs, secretInputs } of resourcesOf(ran)) {
            const set = type.endsWith(":ClientCredentials") && "clientSecret" in inputs;
            expect(secretInputs, urn).to.deep.equal(set && !dryRun ? ["clientSecret"] : []);
          }
        });

        it("protects the API, the managed APIs and the clients in prod, and nothing in dev", () => {
          const guarded = resourcesOf(ran).filter(({ protect }) => protect);
          expect([...new Set(guarded.map(({ type }) => type))]).to.have.members(
            stack === "dev"
              ? []
              : [
                  "aws:apigateway/restApi:RestApi",
                  "auth0:index/resourceServer:ResourceServer",
                  "auth0:index/client:Client",
                ],
          );
          if (stack === "prod") expect(guarded).to.have.length(1 + 2 + 4);
        });
      });

  describe("gets the configuration as the engine passes it,", () => {
    it("structured values as JSON", async () => {
      const dev = await firstRun("dev");
      expect(goal(dev, "proxy-settings").inputs.settings).to.include({ cacheTtlInSeconds: 3600 });
      expect(goal(dev, "proxy-api").inputs.tags).to.deep.equal({
        team: "platform",
        environment: "dev",
      });
      expect(dev.outputs!.plain).to.deep.include({
        issuer: "https://example-dev.eu.auth0.com/",
        quota: { allowance: 5000, bound: 2880 },
      });
    });

    it("and of each stack its own", async () => {
      const prod = await firstRun("prod");
      expect(goal(prod, "proxy-auth0").inputs.uri).to.equal(
        "https://login.example.com/oauth/token",
      );
      expect(prod.goals.map(({ name }) => name)).to.not.include("proxy-account");
    });
  });

  it("knows everything after an update", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const { outputs, goals } = await firstRun(stack);
      expect(outputs!.unknownPaths).to.deep.equal([]);
      expect(texts(goals.map(({ inputs }) => inputs))).to.not.include(UNKNOWN);
    }
  });

  it("leaves unknown in a dry run exactly what only AWS and Auth0 can say", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const ran = await firstRun(stack, true);
      expect(ran.outputs!.unknownPaths).to.deep.equal([
        "proxyUrl",
        "restApiId",
        "tokenUrl",
        ...VENDORS[stack].flatMap((name) => [
          `vendors.${name}.clientId`,
          `vendors.${name}.clientSecret`,
          `vendors.${name}.tokenUrl`,
        ]),
      ]);
      expect(goal(ran, "proxy-stage").inputs).to.include({
        restApi: UNKNOWN,
        deployment: UNKNOWN,
        stageName: "v1",
      });
      // What a reviewer of a preview has to see is there: nothing of it waits for AWS.
      const { restApi, resourceId, ...declared } = goal(ran, "proxy-auth0").inputs;
      expect([restApi, resourceId]).to.deep.equal([UNKNOWN, UNKNOWN]);
      expect(texts(declared)).to.not.include(UNKNOWN);
    }
  });

  it("keeps secrets in the state only where they are encrypted", async () => {
    const { after, outputs } = await firstRun("prod");
    const vendors = outputs!.plain.vendors as Record<string, { clientSecret: string }>;
    for (const [vendor, { clientSecret }] of Object.entries(vendors)) {
      expect(isMasked(clientSecret), vendor).to.equal(false);
      expect(exposed(after, [clientSecret]), vendor).to.deep.equal([]);
    }
  });

  describe("depends", () => {
    let prod: Run;
    const names = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1)).sort();
    /** Input to the resources that its value comes from; those without any are left out. */
    const dependencies = (name: string) =>
      Object.fromEntries(
        Object.entries(goal(prod, name).propertyDependencies)
          .filter(([, urns]) => urns.length > 0)
          .map(([key, urns]) => [key, names(urns)]),
      );
    before(async () => {
      prod = await firstRun("prod");
    });

    it("from the method down, so that what a deletion takes along is made again", () => {
      const place = { restApi: ["proxy-api"], resourceId: ["proxy-oauth-token"] };
      expect(dependencies("proxy-post")).to.deep.equal(place);
      expect(dependencies("proxy-auth0")).to.deep.equal({ ...place, httpMethod: ["proxy-post"] });
      for (const status of ["200", "400", "401", "403", "404"]) {
        expect(dependencies(`proxy-method-${status}`)).to.deep.equal({
          ...place,
          httpMethod: ["proxy-post"],
        });
        expect(dependencies(`proxy-auth0-${status}`)).to.deep.equal({
          ...place,
          httpMethod: ["proxy-auth0"],
          statusCode: [`proxy-method-${status}`],
        });
      }
    });

    it("not by a value from what a deployment freezes: that would take the deployment along", () => {
      expect(dependencies("proxy-deployment")).to.deep.equal({ restApi: ["proxy-api"] });
      expect(names(goal(prod, "proxy-deployment").dependencies)).to.include.members([
        "proxy-post",
        "proxy-auth0",
        "proxy-auth0-200",
        "proxy-method-404",
        "proxy-throttled",
      ]);
    });

    it("not by a value from the integration in the stage: it serves on while that is replaced", () => {
      expect(dependencies("proxy-stage")).to.deep.equal({
        restApi: ["proxy-api"],
        deployment: ["proxy-deployment"],
        accessLogSettings: ["proxy-access-logs"],
      });
      expect(dependencies("proxy-settings")).to.deep.equal({
        restApi: ["proxy-api"],
        stageName: ["proxy-stage"],
      });
    });

    it("from each vendor's client, and on nothing of another vendor's", () => {
      expect(dependencies("globex-credentials")).to.deep.equal({
        clientId: ["globex-client"],
        clientSecret: ["globex-secret"],
      });
      for (const { name, dependencies: urns } of prod.goals)
        for (const vendor of VENDORS.prod)
          if (name.startsWith(`${vendor}-`))
            for (const other of VENDORS.prod)
              if (other !== vendor)
                expect(names(urns).filter((each) => each!.startsWith(`${other}-`))).to.be.empty;
    });
  });

  describe("with a mistake", () => {
    const HIDDEN = "NeverToBeShown0123456789";
    let mistaken: Run;
    let untyped: Run;
    let checked: Run;
    let asking: Run;
    const copies: string[] = [];
    const copy = (edits: Parameters<typeof copyProject>[0]) => {
      const dir = copyProject(edits);
      copies.push(dir);
      return dir;
    };

    before(async () => {
      const withTypeError = copy({
        "src/records.ts": (text) => `${text}\nexport const wrong: number = "a text";\n`,
      });
      // The same mistake in a program of a line, or the check of everything would take long.
      const loadedOtherwise = copy({
        "index.ts": () => 'const wrong: number = "a text";\nexport = { wrong };\n',
        "tsconfig.json": (text) => text.replace('"swc": true', '"swc": false'),
      });
      const withInvoke = copy({
        "index.ts": () =>
          'import * as pulumi from "@pulumi/pulumi";\n' +
          "console.log(Error.stackTraceLimit);\n" +
          'void pulumi.runtime.invoke("aws:index/getRegion:getRegion", {});\n',
      });
      const results = await byTwo([
        () =>
          runStack(
            "dev",
            { cache: { ttlSeconds: 7200, sizeGb: "0.5" }, "auth0:domain": HIDDEN },
            { secretKeys: ["auth0:domain"] },
          ),
        () => runStack("prod", {}, { dir: withTypeError, dryRun: true }),
        () => runStack("dev", {}, { dir: loadedOtherwise }),
        () => runStack("dev", {}, { dir: withInvoke }),
      ]);
      [mistaken, untyped, checked, asking] = results as [Run, Run, Run, Run];
    });
    after(() => {
      copies.forEach(removeProject);
    });

    it("in the configuration says what and how to fix it, without a stack trace, and makes nothing", () => {
      expect(mistaken.exitCode).to.equal(32);
      expect(resourcesOf(mistaken)).to.deep.equal([]);
      expect(mistaken.messages).to.have.length(1);
      expect(mistaken.messages[0])
        .to.match(/^error: /)
        .and.include("cache.ttlSeconds")
        .and.include("7200")
        .and.include("pulumi config set")
        .and.not.match(/\n\s+at /);
      expect(mistaken.printed).to.equal("");
    });

    it("in a value that is a secret names the key, and never the value", () => {
      expect(mistaken.messages[0]).to.include("auth0:domain").and.not.include(HIDDEN);
    });

    it("that has it ask a cloud for something is found: the program only declares", () => {
      expect(asking.refused).to.deep.equal(["The stand-in does not answer invoke."]);
    });

    it("finds stack traces kept short, as Pulumi.yaml asks of Node", () => {
      expect(asking.printed).to.equal("2\n");
    });

    it("in the types is loaded all the same: they were checked before, not on every preview", () => {
      expect(untyped).to.deep.include({ exitCode: 0, messages: [], printed: "" });
    });

    it("in the types would not be, without swc in tsconfig.json", () => {
      expect(checked.exitCode).to.equal(32);
      expect(checked.messages.join()).to.include("not assignable to type 'number'");
    });
  });
});
