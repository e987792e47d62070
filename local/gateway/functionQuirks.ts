/**
 * What AWS does not document about a proxy integration with a function, as named switches of the local
 * gateway. The first value of each is its default. Those in ./quirks.ts are about a stage cache; no stack has
 * both.
 */
export const FUNCTION_QUIRKS = {
  "proxy-key-parameters": {
    id: "L1",
    question: "Do key parameters count where a function is the integration?",
    values: ["yes", "no"],
    known: "Others use them in production; AWS does not document that they count.",
  },
  "function-error": {
    id: "L2",
    question:
      "Which gateway response type does an error get when a function fails or its answer is malformed?",
    values: ["DEFAULT_5XX", "INTEGRATION_FAILURE", "API_CONFIGURATION_ERROR"],
    known: "The status, 502, is documented; the type is not.",
  },
} as const;

export type FunctionQuirkName = keyof typeof FUNCTION_QUIRKS;
export type FunctionQuirks = {
  readonly [Name in FunctionQuirkName]: (typeof FUNCTION_QUIRKS)[Name]["values"][number];
};

export const DEFAULT_FUNCTION_QUIRKS = Object.fromEntries(
  Object.entries(FUNCTION_QUIRKS).map(([name, { values }]) => [name, values[0]]),
) as FunctionQuirks;
