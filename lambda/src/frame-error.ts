/** A mistake in a field of a message, and the field's path. */
export interface WrongField {
  readonly path: string;
  readonly message: string;
}

/** Codes of what the router itself answers: a client's mistakes. */
export type MistakeCode = "invalid_json" | "invalid_message" | "unknown_action";

/** Frame that tells a client what went wrong. */
export interface ErrorFrame {
  readonly type: "error";
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** The one of the message that it answers. */
  readonly requestId?: string;
  readonly fields?: readonly WrongField[];
  readonly retryAfterMs?: number;
}

export type ErrorDetails = Pick<ErrorFrame, "fields" | "retryAfterMs">;

/** An error that its client is to see. Whatever else is thrown stays between the function and its log. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Returns the frame of an error. */
export function frameOf({ code, message, details }: FrameError): ErrorFrame {
  return { type: "error", code, message, ...details };
}

const MESSAGES: Readonly<Record<MistakeCode, string>> = {
  invalid_json: "The message is not JSON.",
  invalid_message: "The message does not have the form of its action; see fields.",
  unknown_action: "There is no such action.",
};

/** A client's mistake, as the router found it. */
export class Mistake extends FrameError {
  declare readonly code: MistakeCode;

  constructor(code: MistakeCode, fields?: readonly WrongField[]) {
    super(code, MESSAGES[code], fields && { fields });
  }
}
