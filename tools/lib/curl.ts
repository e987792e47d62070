/** A token request to paste into a shell; it takes the secret from a variable. */
import { shell } from "../../src/shell";

/** The variable with the secret. */
export const SECRET_VARIABLE = "CLIENT_SECRET";

interface Client {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly authenticationMethod: string;
  /** Whether the token broker answers, and not the stage cache. */
  readonly broker: boolean;
}

/**
 * A command in several lines, each short enough for a terminal where its value allows.
 *
 * @param more further options for curl
 */
export function curl(
  { tokenUrl, clientId, authenticationMethod, broker }: Client,
  audience: string,
  more: readonly string[] = [],
): string[] {
  const credentials =
    authenticationMethod === "client_secret_basic"
      ? // HTTP/2 has header names in lower case, and API Gateway drops authorization. The broker accepts any case.
        [...(broker ? [] : ["--http1.1"]), `--user ${shell(`${clientId}:`)}"$${SECRET_VARIABLE}"`]
      : [
          `--data-urlencode ${shell(`client_id=${clientId}`)}`,
          `--data-urlencode "client_secret=$${SECRET_VARIABLE}"`,
        ];
  const parts = [
    `curl --silent --show-error ${shell(tokenUrl)}`,
    "--data grant_type=client_credentials",
    ...credentials,
    `--data-urlencode ${shell(`audience=${audience}`)}`,
    ...more,
  ];
  return parts.map((part, index) => {
    const last = index === parts.length - 1;
    return (index === 0 ? "" : "  ") + part + (last ? "" : " \\");
  });
}
