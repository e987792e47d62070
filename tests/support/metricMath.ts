/**
 * As much of CloudWatch's metric math as this product uses, as CloudWatch's user guide describes it:
 * a missing value counts as 0 next to an existing one. It is a stand-in: CloudWatch did not run.
 */

/** A value for each timestamp; undefined: none was reported. */
export type Series = readonly (number | undefined)[];
type Value = Series | number;

export interface Data {
  readonly series: Readonly<Record<string, Series>>;
  readonly timestamps: readonly Date[];
}

const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  {
    "==": (a, b) => Number(a === b),
    ">=": (a, b) => Number(a >= b),
    ">": (a, b) => Number(a > b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
];

/** Names that an expression uses: variables, not functions. */
export function variablesOf(expression: string): string[] {
  return [...new Set(expression.match(/\b[a-z]\w*/g) ?? [])];
}

/** @throws Error for what is not metric math, or not known here */
export function evaluateMath(expression: string, { series, timestamps }: Data): Series {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|[=>]=|[-+*/>(),]/g) ?? [];
  if (tokens.join("") !== expression.replaceAll(" ", "")) throw new Error(expression);
  const spread = (value: Value): Series =>
    typeof value === "number" ? timestamps.map(() => value) : value;

  const FUNCTIONS: Readonly<Record<string, (...args: Value[]) => Value>> = {
    YEAR: () => timestamps.map((at) => at.getUTCFullYear()),
    MONTH: () => timestamps.map((at) => at.getUTCMonth() + 1),
    MAX: (all = []) => Math.max(...spread(all).filter((each) => each !== undefined)),
    RUNNING_SUM: (all = []) => {
      let sum = 0;
      return spread(all).map((each) => (sum += each ?? 0));
    },
    FILL: (all = [], filler = 0) => spread(all).map((each, index) => each ?? spread(filler)[index]),
    IF: (condition = [], yes = 0, no = 0) =>
      spread(condition).map((each, index) =>
        each === undefined ? undefined : each === 0 ? spread(no)[index] : (spread(yes)[index] ?? 0),
      ),
  };

  function combine(apply: (a: number, b: number) => number, left: Value, right: Value): Value {
    if (typeof left === "number" && typeof right === "number") return apply(left, right);
    const given = [left, right].filter((each) => typeof each !== "number");
    return timestamps.map((_, index) => {
      if (given.every((each) => each[index] === undefined)) return undefined;
      const value = apply(spread(left)[index] ?? 0, spread(right)[index] ?? 0);
      return Number.isFinite(value) ? value : undefined;
    });
  }

  function binary(level: number): Value {
    const operators = OPERATORS[level];
    if (!operators) return operand();
    let value = binary(level + 1);
    for (let apply = operators[tokens[0] ?? ""]; apply; apply = operators[tokens[0] ?? ""]) {
      tokens.shift();
      value = combine(apply, value, binary(level + 1));
    }
    return value;
  }

  function operand(): Value {
    const token = tokens.shift() ?? "";
    if (/^\d/.test(token)) return Number(token);
    if (token === "(") return closing(binary(0));
    const call = FUNCTIONS[token];
    if (call && tokens.shift() === "(") {
      const args = [binary(0)];
      while (tokens[0] === ",") {
        tokens.shift();
        args.push(binary(0));
      }
      return closing(call(...args));
    }
    const found = series[token];
    if (!found) throw new Error(`No ${token} in ${expression}`);
    return found;
  }

  function closing<T>(value: T): T {
    if (tokens.shift() !== ")") throw new Error(`Unbalanced: ${expression}`);
    return value;
  }

  const result = binary(0);
  if (tokens.length > 0) throw new Error(`Left over of ${expression}: ${tokens.join(" ")}`);
  return spread(result);
}
