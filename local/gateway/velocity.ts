/**
 * Mapping templates, as API Gateway runs them: Apache Velocity with Java's methods on strings, lists and maps.
 * A method that is not modelled is an error, not an empty text: with velocityjs alone, a misspelt check would
 * pass.
 */
import { Compile, parse } from "velocityjs";

type Ast = Parameters<Compile["renderAstList"]>[0];
type MathAst = Parameters<Compile["getExpression"]>[0] & {
  readonly operator?: string;
  readonly expression?: readonly unknown[];
};

export type TemplateContext = Record<string, unknown>;

type JavaMethod = (self: never, ...args: never[]) => unknown;

const STRING: Readonly<Record<string, JavaMethod>> = {
  length: (self: string) => self.length,
  isEmpty: (self: string) => self === "",
  contains: (self: string, other: string) => self.includes(other),
  startsWith: (self: string, other: string) => self.startsWith(other),
  endsWith: (self: string, other: string) => self.endsWith(other),
  equals: (self: string, other: unknown) => self === other,
  indexOf: (self: string, other: string) => self.indexOf(other),
  lastIndexOf: (self: string, other: string) => self.lastIndexOf(other),
  substring: (self: string, from: number, to?: number) => {
    // JavaScript swaps or clips the indices; Java throws.
    if (from < 0 || (to ?? self.length) > self.length || from > (to ?? self.length))
      throw new RangeError(`substring(${from}, ${to ?? ""}) of ${self.length} characters`);
    return self.substring(from, to);
  },
  trim: (self: string) => self.trim(),
  toLowerCase: (self: string) => self.toLowerCase(),
  toUpperCase: (self: string) => self.toUpperCase(),
  concat: (self: string, other: string) => self + other,
  matches: (self: string, pattern: string) => new RegExp(`^(?:${pattern})$`).test(self),
  replace: (self: string, from: string, to: string) => self.replaceAll(from, () => to),
  replaceAll: (self: string, pattern: string, to: string) =>
    self.replace(new RegExp(pattern, "g"), to),
  split: (self: string, pattern: string) => {
    const parts = self.split(new RegExp(pattern));
    // Java drops empty parts at the end, except for an empty text.
    while (parts.length > 1 && parts.at(-1) === "") parts.pop();
    return parts;
  },
  toString: (self: string) => self,
};

const LIST: Readonly<Record<string, JavaMethod>> = {
  size: (self: unknown[]) => self.length,
  isEmpty: (self: unknown[]) => self.length === 0,
  get: (self: unknown[], index: number) => self[index],
  contains: (self: unknown[], other: unknown) => self.includes(other),
};

const MAP: Readonly<Record<string, JavaMethod>> = {
  size: (self: object) => Object.keys(self).length,
  isEmpty: (self: object) => Object.keys(self).length === 0,
  get: (self: Record<string, unknown>, key: string) =>
    Object.hasOwn(self, key) ? self[key] : undefined,
  containsKey: (self: object, key: string) => Object.hasOwn(self, key),
  keySet: (self: object) => Object.keys(self),
};

interface MethodCall {
  readonly property: string;
  readonly params: unknown[];
  readonly context: unknown;
}

/** $input and $util have methods of their own; values from a request have Java's. */
const javaMethods = {
  uid: "java",
  match: ({ context }: MethodCall) => !(context instanceof Helper) && !isTemplateScope(context),
  resolve: ({ property, params, context }: MethodCall) => {
    const methods = typeof context === "string" ? STRING : Array.isArray(context) ? LIST : MAP;
    const method = Object.hasOwn(methods, property) ? methods[property] : undefined;
    if (!method) throw new Error(`The local gateway does not model the method ${property}().`);
    return (method as (...args: unknown[]) => unknown)(context, ...params);
  },
};

/** Base class of objects whose own methods a template may call. */
export abstract class Helper {
  /** Distinguishes it from a map in the request. */
  readonly isHelper = true;
}

/** velocityjs also asks about calls on the template's scope, as in `$name()`. */
function isTemplateScope(context: unknown): boolean {
  return typeof context === "object" && context !== null && "input" in context;
}

/** The most iterations of a #foreach (API Gateway quotas; Velocity's own `directive.foreach.maxloops`). */
const MAX_LOOPS = 1000;
const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);

class Engine extends Compile {
  /** Called for each iteration of a #foreach and for the blocks within. */
  override renderAstList(asts?: Ast, contextId?: string): string {
    const scope = this.local[contextId ?? ""] as { velocityCount?: number } | undefined;
    return (scope?.velocityCount ?? 0) > MAX_LOOPS ? "" : super.renderAstList(asts, contextId);
  }

  /** For anything but numbers, Velocity returns nothing and JavaScript a number. */
  protected override getExpression(ast: MathAst): string {
    const { operator = "", expression = [] } = ast;
    if (ARITHMETIC.has(operator))
      for (const operand of expression)
        if (typeof (this.getExpression(operand as MathAst) as unknown) !== "number")
          throw new Error(
            `The local gateway does not model "${operator}" for anything but numbers.`,
          );
    return super.getExpression(ast);
  }
}

const compiled = new Map<string, Engine>();

/** @throws Error if the template calls a method that is not modelled, or calls one on a missing value */
export function renderTemplate(template: string, context: TemplateContext): string {
  let program = compiled.get(template);
  if (!program) {
    program = new Engine(parse(template), {
      customMethodHandlers: [javaMethods],
    });
    compiled.set(template, program);
  }
  return program.render(context);
}
