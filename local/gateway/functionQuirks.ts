/**
 * What AWS does not document about a proxy integration with a function, as named switches of the local
 * gateway. The first value of each is its default. Apart from those of ./quirks.ts, which are about a
 * stage cache: the two never meet in one stack.
 */
export const FUNCTION_QUIRKS = {
  "proxy-key-parameters": {
    id: "L1",
    question: "Do key parameters count where a function is the integration?",
    values: ["yes", "no"],
    known: "Others declare them in production; AWS does not say that they count.",
  },
  "function-error": {
    id: "L2",
    question: "Which type has the error when a function fails or its answer is malformed?",
    values: ["DEFAULT_5XX", "INTEGRATION_FAILURE", "API_CONFIGURATION_ERROR"],
    known: "The status, 502, is documented, and the type is not.",
  },
} as const;

export type FunctionQuirkName = keyof typeof FUNCTION_QUIRKS;
export type FunctionQuirks = {
  readonly [Name in FunctionQuirkName]: (typeof FUNCTION_QUIRKS)[Name]["values"][number];
};

export const DEFAULT_FUNCTION_QUIRKS = Object.fromEntries(
  Object.entries(FUNCTION_QUIRKS).map(([name, { values }]) => [name, values[0]]),
) as FunctionQuirks;
