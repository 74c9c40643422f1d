import { parseJson } from "../../../../kernel/parse-json.ts";
import type { DueMoment } from "../../../contract/service.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { Connection } from "./connection.ts";

/**
 * Three parts of base64url (RFC 7519), wherever a client put them: into the query, a header or a subprotocol. The first
 * two are JSON objects, and a brace is an `e` there: addresses and versions, which have dots as well, are no JWT.
 */
const JWT = /(?<![\w-])e[\w-]+\.(e[\w-]+)\.[\w-]+/;

/**
 * Epoch milliseconds at which the token expires by which a client connected: the claim `exp` that its authorizer handed
 * on, or else the one of a JWT in the handshake. Undefined when there is none. API Gateway itself does not care.
 */
export function tokenExpiryOf({ context: { authorizer }, handshake }: GatewayRequest): number | undefined {
  const values = [...Object.values(handshake?.query ?? {}), ...Object.values(handshake?.headers ?? {})].flat();
  const claims = values.map((value) => claimsOf(String(value))?.exp);
  const seconds = [authorizer?.exp, ...claims].map(Number).find((exp) => Number.isFinite(exp) && exp > 0);
  return seconds === undefined ? undefined : seconds * 1000;
}

function claimsOf(value: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload] = JWT.exec(value) ?? [];
  const claims = payload === undefined ? undefined : parseJson(Buffer.from(payload, "base64url").toString());
  return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : undefined;
}

/** The moments at which time alone does something to a connection. */
export function connectionDue({ context, limits }: Connection, tokenExpiresAt: number | undefined): DueMoment[] {
  const { connectionId, authorizer } = context;
  const whose = { connectionId, ...(authorizer?.principalId !== undefined && { user: authorizer.principalId }) };
  return [
    { kind: "idle", at: limits.idleAt, ...whose },
    { kind: "duration", at: limits.expiresAt, ...whose },
    ...(tokenExpiresAt === undefined ? [] : [{ kind: "token" as const, at: tokenExpiresAt, ...whose }]),
  ];
}
