/**
 * The fields that are read of a tenant's clients, client grants and APIs: the Management API's, which an export of
 * the Deploy CLI has too. Everything else is dropped at once, above all a `client_secret`: what is never read cannot
 * leak.
 */
import { z } from "zod";
import { valueAt } from "../../src/config/schema/walk";
import { UserError } from "../lib/userError";
import { keywordIn } from "./keywords";

/** Missing, or null if somebody emptied it. */
const text = z.string().nullish();
const flag = z.boolean().nullish();
const number = z.number().nullish();
/** A keyword of the Deploy CLI may stand for a whole list. */
const texts = z.preprocess(
  (value) => (typeof value === "string" && keywordIn(value) === value ? [value] : value),
  z.array(z.string()).nullish(),
);

/** Management API, "Get clients". */
const client = z.object({
  name: z.string(),
  /** Only where the source has ids. */
  client_id: text,
  /** true: the tenant's defaults for all clients, not a client. */
  global: flag,
  description: text,
  app_type: text,
  grant_types: texts,
  callbacks: texts,
  token_endpoint_auth_method: text,
  /** Set instead of the one above. */
  client_authentication_methods: z.record(z.string(), z.unknown()).nullish(),
  require_proof_of_possession: flag,
  client_metadata: z.record(z.string(), z.unknown()).nullish(),
  oidc_conformant: flag,
  jwt_configuration: z.object({ alg: text }).nullish(),
  token_quota: z
    .object({
      client_credentials: z.object({ enforce: flag, per_hour: number, per_day: number }).nullish(),
    })
    .nullish(),
});

/** Management API, "Get client grants". */
const grant = z.object({
  id: text,
  /** An export has the client's name here. Missing in a default for third-party clients. */
  client_id: text,
  audience: z.string(),
  scope: texts,
  allow_all_scopes: flag,
  subject_type: text,
  organization_usage: text,
  allow_any_organization: flag,
  authorization_details_types: texts,
});

/** Management API, "Get resource servers". */
const api = z.object({
  identifier: z.string(),
  name: text,
  token_lifetime: number,
  scopes: z.array(z.object({ value: z.string(), description: text })).nullish(),
  proof_of_possession: z.object({ required: flag }).nullish(),
});

export type SourceClient = z.output<typeof client>;
export type SourceGrant = z.output<typeof grant>;
export type SourceApi = z.output<typeof api>;

export interface Source {
  readonly clients: readonly SourceClient[];
  readonly grants: readonly SourceGrant[];
  readonly apis: readonly SourceApi[];
  /** The client whose credentials read it: Pulumi's own. */
  readonly reader?: string;
  /** The tenant's own domain, if known. */
  readonly domain?: string;
}

const sections = {
  clients: z.array(client),
  grants: z.array(grant),
  apis: z.array(api),
};

/**
 * @param from where it was read, for the error
 * @throws UserError that names the first invalid entry, and never a value
 */
export function sourceOf(
  raw: Readonly<Record<keyof typeof sections, unknown>>,
  from: string,
): Pick<Source, keyof typeof sections> {
  const parsed = z.object(sections).safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".");
  const found = valueAt(raw, issue?.path ?? []);
  if (typeof found === "string" && keywordIn(found) === found)
    throw new UserError(
      `${from}: ${path} is the keyword ${found} of the Deploy CLI, not its value; allowed: an export, with the values of its keywords; fix: name the Deploy CLI's configuration with --config.`,
    );
  throw new UserError(
    `${from}: ${path} is not as Auth0 has it (${issue?.code ?? "unknown"}); allowed: an export of the Deploy CLI; fix: export the tenant again.`,
  );
}
