import { type Authorize, createAuthorize } from "../core/authorize.ts";
import * as env from "../env.ts";
import { createJsonApi } from "./json-api.ts";
import { createLogLines } from "./log-lines.ts";
import { createTickets } from "./tickets.ts";
import { openVerifier } from "./verification.ts";

/** Decides on handshakes as the deployment is set. */
export function openAuthorize(): Authorize {
  const log = createLogLines({});
  const tickets = createTickets(createJsonApi("dynamodb"), { tableName: env.tableName(), now: Date.now });
  const [origins, allowQueryToken] = [env.origins(), env.allowQueryToken()];
  return createAuthorize({ verify: openVerifier(log), tickets, origins, allowQueryToken, log });
}
