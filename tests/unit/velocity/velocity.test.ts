/**
 * The templates mean to Apache Velocity 1.7, which API Gateway documents as its engine, what they mean
 * to the local engine: recorded.json holds what Velocity itself made of every case.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { templateContext } from "../../../local/gateway/templateContext";
import { renderTemplate } from "../../../local/gateway/velocity";
import { readTemplates, type Templates } from "../../../src/proxy/templates";
import { CASES } from "./cases";

interface Recorded {
  readonly template: keyof Templates;
  readonly body: string;
  readonly rendered: string;
}

describe("Apache Velocity and the local engine", () => {
  const recorded = JSON.parse(readFileSync(join(__dirname, "recorded.json"), "utf8")) as Recorded[];
  const templates = readTemplates(3600);

  for (const { template, body, rendered } of recorded)
    it(`make the same of ${template} for ${body}`, () => {
      expect(renderTemplate(templates[template], templateContext(body, {}))).to.equal(rendered);
    });

  it("were both asked every case: npm run record:velocity", () => {
    const bodies = recorded.map(({ template, body }) => `${template} ${body}`);
    const cases = Object.entries(CASES).flatMap(([template, all]) =>
      all.map((body) => `${template} ${body}`),
    );
    expect(bodies).to.deep.equal(cases);
  });
});
