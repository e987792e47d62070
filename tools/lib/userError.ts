/** Thrown for anything that the user can fix. Its message is one line. */
export class UserError extends Error {
  override readonly name = "UserError";
}
