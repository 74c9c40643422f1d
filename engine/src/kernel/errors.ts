/** A place in a file, 1-based, as editors and terminals count. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `file:line:column`, as far as it is known. */
export function formatLocation({ file, line, column }: Location): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

/** A user's mistake: shown as one message with its place, never with a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly location: Location | undefined;
  /** What to do about it, one sentence. */
  readonly hint: string | undefined;

  constructor(message: string, options: { location?: Location; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.location = options.location;
    this.hint = options.hint;
  }
}

/** An error that a caller of an AWS API gets, in AWS's own terms; the wire layer turns it into bytes. */
export class ServiceError extends Error {
  /** AWS's error code, e.g. `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;
  /** Members of the error's shape besides the message. */
  readonly members: Record<string, unknown>;

  constructor(code: string, message: string, options: { status?: number; members?: Record<string, unknown> } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
