/** The contract's claims about the token broker prove something: over HTTP, with the broker broken in one place. */
import { expect } from "chai";
import type { Evaluation, Registration } from "../../local/evaluate/evaluate";
import { bundleBroker } from "../../src/broker/bundle";
import { mutating } from "../broker/mutations/mutated";
import { failures, runContract } from "../contract/support";
import { evaluateDev } from "../support/direct";
import { devValues } from "../support/stack";

interface Source {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Mutation {
  readonly what: string;
  /** Claims that must turn red, at least. */
  readonly red: readonly string[];
  readonly source?: Source;
  readonly resources?: (resources: readonly Registration[]) => readonly Registration[];
}

const INTEGRATION = "aws:apigateway/integration:Integration";
const changed =
  (type: string, change: (state: Registration["state"]) => object) =>
  (resources: readonly Registration[]): readonly Registration[] =>
    resources.map((resource) =>
      resource.type === type
        ? { ...resource, state: { ...resource.state, ...change(resource.state) } }
        : resource,
    );

const MUTATIONS: readonly Mutation[] = [
  {
    what: "the order of scopes makes another request",
    red: ["same-meaning"],
    source: { file: "parse.ts", from: ".filter(Boolean))].sort()", to: ".filter(Boolean))]" },
  },
  {
    what: "a line feed at a form's end is a part of it",
    red: ["same-meaning"],
    source: { file: "parse.ts", from: 'body.replace(/[\\r\\n]+$/, "")', to: "body" },
  },
  {
    what: "header names are case-sensitive",
    red: ["header-names"],
    source: { file: "parse.ts", from: "const key = name.toLowerCase();", to: "const key = name;" },
  },
  {
    what: "every request for a lease gets it",
    red: ["minted-once"],
    source: {
      file: "table.ts",
      from: "return await table.put(item, replaces);",
      to: "await table.put(item, replaces); return true;",
    },
  },
  {
    what: "expires_in is reduced by a margin",
    red: ["expires-in-left"],
    source: {
      file: "expiry.ts",
      from: "Math.floor(expiresAt - nowMs / 1000)",
      to: "Math.floor(expiresAt - nowMs / 1000 - 60)",
    },
  },
  {
    what: "expires_in is rounded down to a minute",
    red: ["expires-in-left"],
    source: {
      file: "expiry.ts",
      from: "Math.floor(expiresAt - nowMs / 1000)",
      to: "Math.floor((expiresAt - nowMs / 1000) / 60) * 60",
    },
  },
  {
    what: "a refusal is kept for an hour",
    red: ["refusal-forgotten"],
    source: { file: "unverified.ts", from: "REFUSAL_MS = 5_000", to: "REFUSAL_MS = 3_600_000" },
  },
  {
    what: "a refusal is not kept",
    red: ["refusal-forgotten"],
    source: { file: "unverified.ts", from: "REFUSAL_MS = 5_000", to: "REFUSAL_MS = 0" },
  },
  {
    what: "the key parameter is not declared",
    red: ["as-deployed"],
    resources: changed(INTEGRATION, () => ({ cacheKeyParameters: [] })),
  },
  {
    what: "the stage caches before the broker, and the key parameter is not declared",
    red: ["vendors-apart", "as-deployed"],
    resources: (resources) =>
      changed("aws:apigateway/stage:Stage", () => ({
        cacheClusterEnabled: true,
        cacheClusterSize: "0.5",
      }))(
        changed("aws:apigateway/methodSettings:MethodSettings", (state) => ({
          settings: { ...(state.settings as object), cachingEnabled: true, cacheTtlInSeconds: 60 },
        }))(changed(INTEGRATION, () => ({ cacheKeyParameters: [] }))(resources)),
      ),
  },
  {
    what: "API Gateway may not invoke the function",
    red: ["cached", "error-shape"],
    resources: (resources) => resources.filter(({ type }) => !type.endsWith(":Permission")),
  },
  {
    what: "a client has no item",
    red: ["cached"],
    resources: (resources) => resources.filter(({ type }) => !type.endsWith(":TableItem")),
  },
];

describe("A token broker that is broken in one place turns claims red", () => {
  const values = { cache: { store: "dynamodb" } };
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev(values);
  });

  for (const { what, red, source, resources } of MUTATIONS)
    it(`${what}: ${red.join(", ")}`, async () => {
      const text = source && (await bundleBroker([mutating(source)]));
      const { results } = await runContract({
        evaluation,
        values: devValues(values),
        mutate: (registered) =>
          (resources?.(registered) ?? registered).map((resource) =>
            text !== undefined && resource.type === "aws:lambda/function:Function"
              ? { ...resource, inputs: { ...resource.inputs, code: archive(text) } }
              : resource,
          ),
      });
      expect(failures(results)).to.include.members([...red]);
    });
});

/** As the program registers it. */
function archive(text: string): object {
  return { assets: { "index.js": { text } } };
}
