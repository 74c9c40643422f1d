import type { HandshakeResponse } from "../socket/handshake.ts";

/** An engine that did not start: a mistake of the template's or of the options', with its place. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** A handshake that was answered without a 101. */
export class HandshakeRefusedError extends Error implements HandshakeResponse {
  override readonly name = "HandshakeRefusedError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;

  constructor({ status, headers, body }: HandshakeResponse, message: string) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** Something that a test waited for has not come. The message holds what came in its place, and the journal. */
export class NotSeenError extends Error {
  override readonly name = "NotSeenError";
}
