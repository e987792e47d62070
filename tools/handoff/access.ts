/** What a vendor's developer needs to know, taken from the stack's outputs. */
import type { ExpiresIn, PartialOutputs } from "../lib/readOutputs";
import { UserError } from "../lib/userError";

/** The sheet's data about a vendor; complete. */
export interface Access {
  readonly vendor: string;
  /** Where its developer gets help; undefined: from whoever sends the sheet. */
  readonly support?: string | undefined;
  /** Whether the token broker answers, and not the stage cache. */
  readonly broker: boolean;
  readonly tokenUrl: string;
  /** The tokens' issuer. */
  readonly issuer: string;
  readonly clientId: string;
  /** undefined: the sheet says that it is sent separately. */
  readonly clientSecret?: string | undefined;
  readonly authenticationMethod: string;
  /** Audience to scopes. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** Audience to whether a request names an organization, where it may. */
  readonly organizationUsage: Readonly<Record<string, "allow" | "require">>;
  /** Audience to the `expires_in` that the vendor gets, in seconds. */
  readonly expiresInSeconds: Readonly<Record<string, ExpiresIn>>;
  readonly suspended: boolean;
  /** The previous client, while a rotation overlaps. */
  readonly retiringClientId?: string | undefined;
}

/** @throws UserError if there is no such vendor, or its outputs are incomplete */
export function accessOf(
  { vendors, issuer, store, support }: PartialOutputs,
  vendor: string,
): Access {
  const outputs = Object.hasOwn(vendors, vendor) ? vendors[vendor] : undefined;
  if (!outputs)
    throw new UserError(
      `There is no vendor ${JSON.stringify(vendor)}; there are: ${Object.keys(vendors).join(", ") || "none"}.`,
    );
  const { suspended = false, retiring, ...rest } = outputs;
  const needed = <T>(name: string, value: T | undefined): T => {
    if (value !== undefined) return value;
    throw new UserError(
      `The outputs have no ${name}. Bring the stack up to date (pulumi up --refresh).`,
    );
  };
  const of = (name: string) => `vendors.${vendor}.${name}`;
  return {
    vendor,
    support,
    broker: store === "dynamodb",
    issuer: needed("issuer", issuer),
    tokenUrl: needed(of("tokenUrl"), rest.tokenUrl),
    clientId: needed(of("clientId"), rest.clientId),
    clientSecret: rest.clientSecret,
    authenticationMethod: needed(of("authenticationMethod"), rest.authenticationMethod),
    grants: needed(of("grants"), rest.grants),
    organizationUsage: rest.organizationUsage ?? {},
    expiresInSeconds: needed(of("expiresInSeconds"), rest.expiresInSeconds),
    suspended,
    retiringClientId: retiring?.clientId,
  };
}
