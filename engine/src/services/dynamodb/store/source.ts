import { UserError } from "../../../kernel/errors.ts";
import { foreignStore, type RunningStore } from "./running-store.ts";

/** A place that the store comes from, as its keeper sees it: a program of the engine's, or a server of the user's. */
export interface StoreSource {
  /** Starts the store, or finds it; again each time that it has gone down. */
  launch(signal: AbortSignal): Promise<RunningStore>;
  /** The number of times within a minute that it is brought up again. */
  readonly maxRestarts: number;
  /** The remedy when it cannot be reached while the engine starts. */
  readonly hint: string;
}

/** There is no program of the store for this machine, and none could be had. */
export class NoStoreError extends UserError {}

/** The DynamoDB at an address of the user's (`--dynamodb URL`). It may stay away for as long as the user likes. */
export const userStore = (endpoint: string): StoreSource => ({
  launch: async () => foreignStore(endpoint),
  maxRestarts: Number.POSITIVE_INFINITY,
  hint: "Start it before the engine.",
});
