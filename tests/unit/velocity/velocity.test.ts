/**
 * The templates mean to Apache Velocity 1.7, which API Gateway documents as its engine, what they mean
 * to the local engine: recorded.json holds what Velocity itself made of every case.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { templateContext } from "../../../local/gateway/templateContext";
import { renderTemplate } from "../../../local/gateway/velocity";
import { CASES, TEMPLATES } from "./cases";

interface Recorded {
  readonly template: keyof typeof TEMPLATES;
  readonly body: string;
  readonly rendered: string;
  /** What the template put in place of the response's status. */
  readonly status?: number;
}

describe("Apache Velocity and the local engine", () => {
  const recorded = JSON.parse(readFileSync(join(__dirname, "recorded.json"), "utf8")) as Recorded[];

  for (const { template, body, rendered, status } of recorded)
    it(`make the same of ${template} for ${body.slice(0, 100)}`, () => {
      const scope = templateContext(body, {});
      expect(renderTemplate(TEMPLATES[template], scope)).to.equal(rendered);
      expect(scope.context.responseOverride.status).to.equal(status);
    });

  it("were both asked every case: npm run record:velocity", () => {
    const bodies = recorded.map(({ template, body }) => `${template} ${body}`);
    const cases = Object.entries(CASES).flatMap(([template, all]) =>
      all.map((body) => `${template} ${body}`),
    );
    expect(bodies).to.deep.equal(cases);
  });
});
