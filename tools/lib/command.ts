/** How a command ends that cannot continue. */
import { constants } from "node:os";
import { UserError } from "./userError";

/**
 * Runs a command. An error that the user can fix is one line; any other is a bug, with its stack trace.
 * The exit code is 2, because 1 means that a check found something; where nobody reads on (`| head`), it is 141,
 * as of any program that a closed pipe ends.
 */
export function run(main: () => void | Promise<void>): void {
  // AWS's SDK warns of a Node version that this project supports (emitWarningIfUnsupportedVersion in
  // @aws-sdk/core); set the variable to another value to see that warning.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  // Off first, so that tests which run commands in one process do not pile them up.
  process.stdout.off("error", onUnread).on("error", onUnread);
  Promise.resolve()
    .then(main)
    .catch((error: unknown) => {
      console.error(error instanceof UserError ? error.message : error);
      process.exit(2);
    });
}

function onUnread(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(128 + constants.signals.SIGPIPE);
  throw error;
}
