import { NAMESPACE } from "../../src/config/parse";
import { UserError } from "./userError";

/**
 * Each `--set <key>=<value>`: keys of the configuration in place of the stack file's, to try something
 * without editing it.
 *
 * @throws UserError for one that is not of that form; what the value may be is the configuration's matter
 */
export function configurationKeys(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, key, value] = /^([A-Za-z]+)=(.+)$/s.exec(setting) ?? [];
      if (key === undefined || value === undefined)
        throw new UserError(
          "--set has to be <key>=<value>, text or JSON; for example --set tokenQuota=auto or --set 'onlyThroughProxy={}'.",
        );
      return [`${NAMESPACE}:${key}`, value];
    }),
  );
}
