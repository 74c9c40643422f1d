import type { Answer, Chunk, ErrorName } from "./schema.ts";

/** A part of an answer, once its short forms are spelt out. */
export interface Piece {
  readonly chunk: Chunk;
  /** Milliseconds from the beginning of the answer. */
  readonly atMs: number;
}

/** The pieces of an answer, in the order of their times. */
export function piecesOf(answer: Answer): readonly Piece[] {
  let atMs = 0;
  return chunksOf(answer).map((chunk) => {
    atMs += chunk.delayMs ?? answer.delayMs;
    return { chunk, atMs };
  });
}

function chunksOf({ chunks, text, error, message }: Answer): readonly Chunk[] {
  const failure = error === undefined ? [] : [{ error, ...(message !== undefined && { message }) }];
  return [...(text === undefined ? [] : words(text)), ...(chunks ?? []), ...failure];
}

/** Words with the blanks before them, much as a model's tokens are. */
const words = (text: string): readonly Chunk[] => (text.match(/\s*\S+|\s+$/g) ?? []).map((word) => ({ text: word }));

export interface Failure {
  readonly error: ErrorName;
  readonly message: string;
}

export const failureOf = ({ error, message }: Chunk): Failure | undefined =>
  error && { error, message: message ?? MESSAGES[error] ?? "" };

/** The service's own words for errors that clients are tested with. */
const MESSAGES: Readonly<Partial<Record<ErrorName, string>>> = {
  InternalServerException: "The system encountered an unexpected error during processing. Try your request again.",
  ModelStreamErrorException: "The system encountered an unexpected error during processing. Try your request again.",
  ServiceUnavailableException: "Bedrock is unable to process your request.",
  ThrottlingException: "Too many requests, please wait before trying again.",
};

/** The text that a prefix of an answer says. */
export const textOf = (pieces: readonly Piece[]): string => pieces.map(({ chunk }) => chunk.text ?? "").join("");
