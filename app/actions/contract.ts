import type { ActionsIn, MessagesIn } from "../src/core/actions/entry.ts";
import type * as contract from "./contract.ts";

/** Actions of your own, for the types of a client: `createClient<{ actions: OwnActions; messages: OwnMessages; … }>`. */
export type OwnActions = ActionsIn<typeof contract>;

/** Messages that they push. */
export type OwnMessages = MessagesIn<typeof contract>;
