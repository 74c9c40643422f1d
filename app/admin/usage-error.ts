/** The operator's mistake: told without a stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
