import { cli, repeated } from "../lib/cli";

export const ADOPT = cli("adopt", {
  summary:
    "Turns an existing tenant into a stack's configuration: writes apis, vendors and Pulumi's import file, and lists what it leaves out and why. " +
    "Reads an export of Auth0's Deploy CLI or, without one, the tenant itself: " +
    "AUTH0_DOMAIN, and in AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET a client of its Management API with read:clients, read:client_grants and read:resource_servers. " +
    "Nothing is changed at Auth0, and no secret is read or written.",
  examples: [
    ["tenant.yaml", "the configuration, on standard output; the rest on standard error"],
    ["--out Pulumi.prod.yaml --import-file import.json", "the tenant itself, into files"],
    ["tenant.yaml --config config.json", "an export with keywords, ##ENV## or @@ENV@@"],
    ['tenant.yaml --only "Acme Logistics" --only Globex', "two clients only"],
  ],
})
  .argument("[export]", "a tenant.yaml, its JSON, or the directory of an export")
  .option("--only <client>", "adopt this client only, by its name or id; may be repeated", repeated)
  .option(
    "--config <file>",
    "the Deploy CLI's configuration, for an export's keywords: only its AUTH0_KEYWORD_REPLACE_MAPPINGS are read",
  )
  .option("--out <file>", "write the configuration into this stack file")
  .option("--import-file <file>", "write what pulumi import --file takes")
  .option(
    "--overwrite",
    "into files that exist: of a stack file, apis and vendors are replaced",
    false,
  );
