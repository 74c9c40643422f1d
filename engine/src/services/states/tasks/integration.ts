import type { ServiceClient } from "./service-client.ts";

export type Input = Readonly<Record<string, unknown>>;

/** Does a task's call. Rejects with a `StateError`, or an `HttpCallError` when the engine itself does not answer. */
export type Integration = (input: Input, client: ServiceClient) => Promise<unknown>;
