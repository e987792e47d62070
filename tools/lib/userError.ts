/** Thrown for anything that the person at the keyboard can fix. Its message is one line. */
export class UserError extends Error {
  override readonly name = "UserError";
}
