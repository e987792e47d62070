/** A token request to paste into a shell, which takes the secret from a variable. */
import { shell } from "../../src/shell";

/** The variable, in the environment for what else takes the secret from there. */
export const SECRET_VARIABLE = "CLIENT_SECRET";

interface Client {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly authenticationMethod: string;
  /** Whether the token broker answers, and not the stage cache. */
  readonly broker: boolean;
}

/**
 * A command of several lines, each short enough for a terminal unless what it holds is longer.
 *
 * @param more curl's options beside
 */
export function curl(
  { tokenUrl, clientId, authenticationMethod, broker }: Client,
  audience: string,
  more: readonly string[] = [],
): string[] {
  const credentials =
    authenticationMethod === "client_secret_basic"
      ? // Over HTTP/2 header names are in lower case, and authorization does not get through API Gateway.
        // The broker knows it in any case.
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
