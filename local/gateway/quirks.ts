/**
 * What AWS does not document about a stage cache, as named switches of the local gateway. The first
 * value of each is its default. The proxy has to be safe under every combination.
 *
 * No quirk shortens a key's values (U9): no design could keep vendors apart on such a platform. Shortening is a
 * mutation instead, which `vendors-apart` finds (tests/mutations).
 */
import { DEFAULT_TENANT_QUIRKS, TENANT_QUIRKS, type TenantQuirks } from "../tenant/quirks";
import { DEFAULT_FUNCTION_QUIRKS, FUNCTION_QUIRKS, type FunctionQuirks } from "./functionQuirks";

export const QUIRKS = {
  "errors-cached": {
    id: "U1",
    question: "Are mapped error responses kept in the cache?",
    values: ["yes", "no"],
    known: "Reported: they are (Stack Overflow 45883323; serverless-api-gateway-caching 125).",
  },
  stored: {
    id: "U2",
    question: "Is the response kept before or after its response mapping?",
    values: ["before-mapping", "after-mapping"],
    known: "Unknown.",
  },
  "header-names-folded": {
    id: "U3",
    question: "Does method.request.header.Authorization match a lower-case header name?",
    values: ["no", "yes"],
    known:
      "Documented: no (API Gateway, Important notes). Reported: HTTP/2 and fetch send lower case, and it stays that way (aws-sdk-js 2719).",
  },
  "unprintable-header": {
    id: "U4",
    question: "What happens to a body with line breaks or non-ASCII as a header value?",
    values: ["error", "accepted", "cut"],
    known:
      "Reported: an error 500 (serverless-api-gateway-caching 115, 130). Cut: at the first line break, and non-ASCII becomes a question mark.",
  },
  "gateway-errors-cached": {
    id: "U5",
    question: "Are errors that the gateway raises itself kept in the cache?",
    values: ["no", "yes"],
    known: "Unknown.",
  },
  "no-cache-invalidates": {
    id: "U6",
    question: "Does Cache-Control: no-cache count as an invalidation?",
    values: ["no", "yes"],
    known: "Documented: only max-age=0 does (API Gateway, Enabling API caching).",
  },
  "misses-merged": {
    id: "U7",
    question: "Are concurrent misses for one key merged?",
    values: ["no", "yes"],
    known: "Unknown. The default is the more expensive of the two.",
  },
  "deployment-flushes": {
    id: "U8",
    question: "Does a deployment empty the cache?",
    values: ["no", "yes"],
    known: "Unknown.",
  },
  "media-type-parameter": {
    id: "U10",
    question: "Does a media-type parameter (;charset=utf-8) prevent a template from being chosen?",
    values: ["ignored", "no-template"],
    known: "Unknown. LocalStack answers 415. Others declare a template for each charset.",
  },
  "body-trimmed": {
    id: "U11",
    question: "Is a body trimmed before it is mapped to a header?",
    values: ["no", "yes"],
    known: "Unknown. LocalStack trims; HTTP itself trims header values.",
  },
  "media-type-case": {
    id: "U12",
    question:
      "Does upper case in a media type (Application/JSON) prevent a template from being chosen?",
    values: ["ignored", "no-template"],
    known: "Unknown. LocalStack answers 415.",
  },
  "content-type-name": {
    id: "U13",
    question: "Under which spelling of its name does Content-Type choose the template?",
    values: ["any", "exact"],
    known: "Unknown. Exact: without a header spelled Content-Type, a body counts as JSON.",
  },
  "repeated-header": {
    id: "U14",
    question:
      "Which of several headers with one name does a mapping take? The last one chooses the template.",
    values: ["last", "first"],
    known: "Unknown. LocalStack takes the last, as its authors observed on AWS.",
  },
  "header-error": {
    id: "U15",
    question:
      "Which gateway response type does an error get for a value that a header cannot contain?",
    values: ["DEFAULT_5XX", "API_CONFIGURATION_ERROR"],
    known: "Reported: a status of 500, and no type (serverless-api-gateway-caching 115, 130).",
  },
  "malformed-json-error": {
    id: "U16",
    question:
      "Which gateway response type does an error get for a body that starts like JSON but is not?",
    values: ["DEFAULT_4XX", "BAD_REQUEST_BODY"],
    known:
      "Unknown. The status is 400, as LocalStack's authors observed; BAD_REQUEST_BODY is documented for request validators.",
  },
} as const;

export type QuirkName = keyof typeof QUIRKS;
export type Quirks = { readonly [Name in QuirkName]: (typeof QUIRKS)[Name]["values"][number] };

export const QUIRK_NAMES = Object.keys(QUIRKS) as QuirkName[];

export const DEFAULT_QUIRKS = Object.fromEntries(
  QUIRK_NAMES.map((name) => [name, QUIRKS[name].values[0]]),
) as Quirks;

/** Every combination of every value. */
export function allQuirks(): Quirks[] {
  return QUIRK_NAMES.reduce<Partial<Quirks>[]>(
    (combinations, name) =>
      combinations.flatMap((one) =>
        QUIRKS[name].values.map((value) => ({ ...one, [name]: value })),
      ),
    [{}],
  ) as Quirks[];
}

type AllQuirks = Quirks & FunctionQuirks & TenantQuirks;

/** @returns the gateway's and the tenant's quirks, or a one-line error in the settings */
export function parseQuirks(settings: readonly string[]): AllQuirks | string {
  const known: Readonly<Record<string, { readonly values: readonly string[] }>> = {
    ...QUIRKS,
    ...FUNCTION_QUIRKS,
    ...TENANT_QUIRKS,
  };
  const quirks: Record<string, string> = {
    ...DEFAULT_QUIRKS,
    ...DEFAULT_FUNCTION_QUIRKS,
    ...DEFAULT_TENANT_QUIRKS,
  };
  for (const setting of settings) {
    const [name = "", value = ""] = setting.split("=", 2);
    const { values } = (Object.hasOwn(known, name) ? known[name] : undefined) ?? {};
    if (!values)
      return `--quirk is "${setting}"; allowed: <name>=<value> with a name of ${Object.keys(known).join(", ")}.`;
    if (!values.includes(value))
      return `--quirk ${name} is "${value}"; allowed: ${values.join(" or ")}.`;
    quirks[name] = value;
  }
  return quirks as AllQuirks;
}
