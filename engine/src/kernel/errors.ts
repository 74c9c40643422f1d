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
  /** The remedy, one sentence. */
  readonly hint: string | undefined;

  constructor(message: string, options: { location?: Location; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.location = options.location;
    this.hint = options.hint;
  }
}

export interface ServiceErrorOptions {
  /** HTTP status; 400 when absent. */
  readonly status?: number;
  /** Members of the error's shape besides the message. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** The code in the Query protocol, where it differs (SQS: `AWS.SimpleQueueService.NonExistentQueue`). */
  readonly queryCode?: string;
}

/** An error that a caller of an AWS API gets, in AWS's own terms; the wire layer turns it into bytes. */
export class ServiceError extends Error {
  /** AWS's error code, e.g. `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, options: ServiceErrorOptions = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
    this.queryCode = options.queryCode;
  }
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
