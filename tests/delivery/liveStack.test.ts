/** The throw-away stack of live.yml: what it can prove, here against the stand-ins. */
import { expect } from "chai";
import { parse } from "yaml";
import { evaluate } from "../../local/evaluate/evaluate";
import { CLAIMS } from "../../tools/verify/claims";
import { runContract } from "../contract/support";
import { rawValues } from "../support/configs";
import { read } from "./support";

describe("The stack of the live check", () => {
  const { config } = parse(read(".github", "live", "Pulumi.live.yaml")) as {
    config: Record<string, unknown>;
  };
  const values = rawValues(config);

  it("lets every claim of its store be checked but what needs TLS, and is not protected", async () => {
    const evaluation = await evaluate({ values, stack: "live" });
    const { results } = await runContract({
      evaluation,
      values,
      // Its logs are off, and AWS's are not looked into.
      claims: CLAIMS.filter(
        ({ id, only }) => id !== "nothing-logged" && (only?.stores.includes("stage") ?? true),
      ),
    });
    expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
    const skipped = results.filter(({ status }) => status === "SKIP");
    expect(skipped.map(({ id }) => id)).to.deep.equal(["tls"]);
    expect(config.protect).to.equal(false);
  });
});
