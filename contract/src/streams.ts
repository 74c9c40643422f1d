import * as z from "zod/mini";

// Texts that grow. Each piece says where in the text it stands: pieces may come twice, late and in any order.

/** Most UTF-16 code units of one piece. Even where JSON needs six bytes for each it fits into a message. */
export const STREAM_PIECE_MAX_LENGTH = 16 * 1024;

/** Most UTF-16 code units of a whole stream. */
export const STREAM_MAX_LENGTH = 256 * 1024;

const pieceRule = `must be text of ${STREAM_PIECE_MAX_LENGTH} characters at most, with no half of a surrogate pair`;

/** Half a pair has no UTF-8, and would not be the same text on the other side. */
export const streamText = z
  .string(pieceRule)
  .check(z.maxLength(STREAM_PIECE_MAX_LENGTH, pieceRule), z.regex(/^\P{Cs}*$/u, pieceRule));

/** `open` until its last piece, which says how it ended. */
export const streamState = z.enum(["open", "ended", "failed"]);

const ERROR_CODE_MAX_LENGTH = 64;
const ERROR_MESSAGE_MAX_LENGTH = 1024;

/** Failure with a code of the publisher's own. */
export const streamError = z.object({
  code: z.string().check(z.minLength(1), z.maxLength(ERROR_CODE_MAX_LENGTH)),
  message: z.string().check(z.maxLength(ERROR_MESSAGE_MAX_LENGTH)),
});

export type StreamState = z.output<typeof streamState>;
export type StreamError = z.output<typeof streamError>;
