/** A message that does not have the form it must have. Trying it again cannot help. */
export class InvalidEventError extends Error {
  override readonly name = "InvalidEventError";
}

/** A message that was tried often enough. */
export class GivenUpError extends Error {
  override readonly name = "GivenUpError";
}
