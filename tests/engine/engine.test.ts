/** Runs of the program in the tests' own process do not disturb each other: Pulumi's runtime is global. */
import { expect } from "chai";
import { failureOf } from "../support/registrations";
import { firstRun, runStack, SEVERAL_RUNS_MS } from "./support";

describe("A run of the program that fails in the tests' own process", function () {
  this.timeout(SEVERAL_RUNS_MS);
  const failing = {
    "since the cloud does": async () => {
      const { after } = await firstRun("dev");
      // The first run is shared with other files.
      const cloud = after.cloud.copy();
      cloud.failOnce("update MethodSettings proxy-settings");
      const throttle = { ratePerSecond: 5, burst: 10 };
      return failureOf(runStack("dev", { throttle }, { before: { ...after, cloud } }));
    },
    "since its configuration is wrong": () => failureOf(runStack("dev", { quota: "none" })),
  };

  for (const [why, fail] of Object.entries(failing))
    it(`${why}, says why, and the next one is heard as the first was`, async () => {
      const { messages } = await firstRun("dev");
      expect((await fail()).message).to.match(/failed to update|quota/);
      expect(messages).to.not.be.empty;
      expect((await runStack("dev")).messages).to.deep.equal(messages);
    });
});
