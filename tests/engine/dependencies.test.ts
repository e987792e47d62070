/**
 * From what each resource takes its properties: a resource that is deleted before it is replaced takes along
 * whatever depends on it by one (update.ts), so each of these ways is meant.
 */
import { expect } from "chai";
import { vendorsOf } from "../support/registrations";
import type { Run } from "./engine";
import { firstRun } from "./support";

const VENDORS = Object.keys(vendorsOf("prod"));

describe("In the prod stack, a resource depends", () => {
  let prod: Run;
  const goal = (name: string) => {
    const found = prod.goals.find((each) => each.name === name);
    if (!found) throw new Error(`${name} is not registered.`);
    return found;
  };
  const names = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1)).sort();
  /** Input to the resources that its value comes from; those without any are left out. */
  const dependencies = (name: string) =>
    Object.fromEntries(
      Object.entries(goal(name).propertyDependencies)
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
    expect(names(goal("proxy-deployment").dependencies)).to.include.members([
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
      for (const vendor of VENDORS)
        if (name.startsWith(`${vendor}-`))
          for (const other of VENDORS)
            if (other !== vendor)
              expect(names(urns).filter((each) => each!.startsWith(`${other}-`))).to.be.empty;
  });
});
