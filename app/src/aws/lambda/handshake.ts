import { type Authorize, createAuthorize } from "../../core/tokens/authorize.ts";
import * as env from "../../env.ts";
import { createLogLines } from "../cloudwatch/log-lines.ts";
import { createTickets } from "../dynamodb/tickets.ts";
import { createJsonApi } from "../http/json-api.ts";
import { openVerifier } from "./verification.ts";

/** Decides on handshakes as the deployment is set. */
export function openAuthorize(): Authorize {
  const log = createLogLines({});
  const tickets = createTickets(createJsonApi("dynamodb"), { tableName: env.tableName(), now: Date.now });
  const [origins, allowQueryToken] = [env.origins(), env.allowQueryToken()];
  return createAuthorize({ verify: openVerifier(log), tickets, origins, allowQueryToken, log });
}
