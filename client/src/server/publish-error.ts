/** Message, or command, that was not taken. */
export interface PublishFailure {
  /** Place in the list that was given; 0 where there was one. */
  readonly index: number;
  /** Id of a message: published again with it, it is pushed once, even if it was taken after all. */
  readonly id?: string | undefined;
  /** `invalid`, `too_large`, `aborted`, `no_answer`, or the word of EventBridge, for example `ThrottlingException`. */
  readonly code: string;
  readonly message: string;
  /** True if the same may succeed later. */
  readonly retryable: boolean;
  /** Number of times that it was sent. */
  readonly attempts: number;
}

/** Tells which messages were not published, and why. All others were. */
export class PublishError extends Error {
  override readonly name = "PublishError";
  readonly failures: readonly PublishFailure[];
  /** True if every failure may pass. */
  readonly retryable: boolean;

  constructor(failures: readonly PublishFailure[], total: number, cause?: unknown) {
    const [first] = failures;
    super(`${failures.length} of ${total} were not published: ${first?.code} (${first?.message})`, { cause });
    this.failures = failures;
    this.retryable = failures.every(({ retryable }) => retryable);
  }
}
