import { type Authorize, createAuthorize } from "../core/authorize.ts";
import { env } from "../env.ts";
import { createLogLines } from "./log-lines.ts";
import { createDynamoDb, createTickets } from "./tickets.ts";
import { openVerifier } from "./verification.ts";

/** Decides on handshakes as the deployment is set. */
export function openAuthorize(): Authorize {
  const { origins, allowQueryToken, tableName } = env;
  const log = createLogLines({});
  const tickets = createTickets(createDynamoDb(), { tableName, now: Date.now });
  return createAuthorize({ verify: openVerifier(log), tickets, origins, allowQueryToken, log });
}
