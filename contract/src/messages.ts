import * as events from "./events.ts";
import * as fromClient from "./from-client.ts";
import * as fromServer from "./from-server.ts";

/** All messages: each of these files exports definitions and their types, nothing else. */
export const messages = { fromClient, fromServer, events } as const;
