import * as z from "zod/mini";
import type { StreamWriter } from "../streams/stream-writer.ts";
import type { KeptRequest } from "./request.ts";

/** One kind of work that clients may ask for. */
export interface Work {
  /** Form of the input. Any other is answered with 400, and never becomes a request. */
  readonly input: z.ZodMiniType;
  /**
   * May run more than once for one request, never twice at the same time. Throws a `WorkFailure` for what went wrong
   * for good; after any other error it is tried again.
   */
  readonly run: (input: unknown, request: WorkRequest, context: WorkContext) => Promise<unknown>;
}

/** The request that is worked on. Its `requestId` stays in every attempt: hand it on to what must not be done twice. */
export type WorkRequest = Pick<KeptRequest, "requestId" | "userId" | "tenant">;

/** Ways of work to say something before it has ended. */
export interface WorkContext {
  /** Number of this attempt, from 1 on. */
  readonly attempt: number;
  /** Place of this attempt in the trace of the request, for what the work calls. Pushes and streams have it anyway. */
  readonly traceparent?: string | undefined;
  /** Aborts when the user has cancelled the request, and 5 seconds before the time of the attempt is over. */
  readonly signal: AbortSignal;
  /** Pushes to all connections of the user who asked. Another attempt pushes again, unless `id` is the same. */
  push(message: unknown, options?: { readonly id?: string; readonly callback?: string }): Promise<void>;
  /**
   * Opens a text that grows before the eyes of who follows the entity, in the user's tenant. Work that ends well ends it
   * too; work that throws lets it fail. Another attempt opens another one.
   */
  stream(entityId: string, options?: { readonly data?: unknown }): StreamWriter;
}

export type Works = Readonly<Record<string, Work>>;

/** Types what runs by the schema of its input. What it resolves with is the request's result, as JSON. */
export function defineWork<Input>(
  input: z.ZodMiniType<Input>,
  run: (input: Input, request: WorkRequest, context: WorkContext) => Promise<unknown>,
): Work {
  return { input, run: async (value, request, context) => run(z.parse(input, value), request, context) };
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
