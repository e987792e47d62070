/** How every command ends that cannot go on. */
import { UserError } from "./userError";

/**
 * Runs a command. What the person at the keyboard can fix is one line; anything else is a fault of the
 * command's own, with its stack trace.
 * The exit code is 2: 1 says what a command found.
 */
export function run(main: () => void | Promise<void>): void {
  // AWS's SDK warns of a Node version that this project supports (emitWarningIfUnsupportedVersion in
  // @aws-sdk/core); whoever wants to read that sets it to another value.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  Promise.resolve()
    .then(main)
    .catch((error: unknown) => {
      console.error(error instanceof UserError ? error.message : error);
      process.exit(2);
    });
}
