/** What a mapping template sees: $input, $util, $context (API Gateway, "Mapping template reference"). */
import { GatewayError } from "./errors";
import { Helper, type TemplateContext } from "./velocity";

class Input extends Helper {
  private parsed: { readonly value: unknown } | undefined;

  constructor(readonly body: string) {
    super();
  }

  /** The value at a JSON path; undefined if there is none. */
  path(expression: string): unknown {
    return namesOf(expression).reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? new Map(Object.entries(value)).get(name)
          : undefined,
      this.document(),
    );
  }

  /** The value at a JSON path as JSON; `""` if there is none. */
  json(expression: string): string {
    const value = this.path(expression);
    return value === undefined ? '""' : JSON.stringify(value);
  }

  /** Text that does not look like JSON is a string. An empty body is an empty object. */
  private document(): unknown {
    if (!this.parsed) {
      const text = this.body.trim();
      if (text === "") this.parsed = { value: {} };
      else if (!/^[{["']/.test(text)) this.parsed = { value: this.body };
      else
        try {
          this.parsed = { value: JSON.parse(text) as unknown };
        } catch {
          throw new GatewayError("BAD_REQUEST_BODY");
        }
    }
    return this.parsed.value;
  }
}

/** @throws Error for a JSON path beyond `$.a.b`, the only form that the templates use */
function namesOf(path: string): string[] {
  if (!/^\$(\.\w+)*$/.test(path))
    throw new Error(`The local gateway does not model the JSON path ${path}.`);
  return path.split(".").slice(1);
}

class Util extends Helper {
  /** As java.net.URLEncoder does. */
  urlEncode(text: string): string {
    // For half of a surrogate pair, Java writes a question mark and JavaScript throws.
    return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "?"))
      .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%20", "+");
  }
  /** As java.net.URLDecoder does: an error for a malformed escape, U+FFFD for what is not UTF-8. */
  urlDecode(text: string): string {
    if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new Error(`urlDecode of a malformed escape`);
    return text
      .replaceAll("+", " ")
      .replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
        Buffer.from(escapes.replaceAll("%", ""), "hex").toString(),
      );
  }
  base64Encode(text: string): string {
    return Buffer.from(text).toString("base64");
  }
  base64Decode(text: string): string {
    return Buffer.from(text, "base64").toString();
  }
  escapeJavaScript(text: string): string {
    return JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll("/", "\\/");
  }
  parseJson(text: string): unknown {
    return JSON.parse(text) as unknown;
  }
}

const util = new Util();

export interface Context extends Record<string, unknown> {
  /** What a response template overrides ("Override your API's request and response parameters"). */
  readonly responseOverride: { status?: unknown };
}

/** @param body the request's body in a request template, the upstream's in a response template */
export function templateContext(
  body: string,
  context: Record<string, unknown>,
): TemplateContext & { readonly context: Context } {
  return {
    // An empty body is documented to read as {}.
    input: new Input(body === "" ? "{}" : body),
    util,
    context: { ...context, responseOverride: {} },
  };
}
