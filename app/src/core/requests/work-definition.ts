import * as z from "zod/mini";
import type { KeptRequest } from "./request.ts";

/** One kind of work that clients may ask for. */
export interface Work {
  /** Form of the input. Any other is answered with 400, and never becomes a request. */
  readonly input: z.ZodMiniType;
  /**
   * May run more than once for one request, never twice at the same time. Throws a `WorkFailure` for what went wrong
   * for good; after any other error it is tried again.
   */
  readonly run: (input: unknown, request: WorkRequest) => Promise<unknown>;
}

/** The request that is worked on. Its `requestId` stays in every attempt: hand it on to what must not be done twice. */
export type WorkRequest = Pick<KeptRequest, "requestId" | "userId" | "tenant">;

export type Works = Readonly<Record<string, Work>>;

/** Types what runs by the schema of its input. What it resolves with is the request's result, as JSON. */
export function defineWork<Input>(
  input: z.ZodMiniType<Input>,
  run: (input: Input, request: WorkRequest) => Promise<unknown>,
): Work {
  return { input, run: async (value, request) => run(z.parse(input, value), request) };
}

/** Ends a request as failed. Code and message are shown to whoever asked. */
export class WorkFailure extends Error {
  override readonly name = "WorkFailure";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
