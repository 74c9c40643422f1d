import { type IamMode, requestConditions } from "../../../../iam/index.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import { type Random, uuid } from "../../../../kernel/random.ts";
import type { Tracer } from "../../../../kernel/tracing.ts";
import type { HttpClaim, HttpReply, HttpRequest } from "../../../../wire/http.ts";
import { decodePathSegment } from "../../../../wire/protocols/rest-json.ts";
import type { FaultKinds, Faults } from "../../../contract/faults.ts";
import type { Access } from "../../access.ts";
import type { Address } from "../../addresses.ts";
import type { Stage } from "../configuration/model.ts";
import type { Connections } from "../connection/connection.ts";
import { isConnectionId } from "../event/ids.ts";
import type { ConnectionContext } from "../event/request.ts";
import { factsOf } from "../faults.ts";
import type { Throttles } from "../throttle.ts";
import {
  errorReply,
  type ManagementOperation,
  managementError,
  OPERATIONS,
  type OperationDependencies,
  type Sent,
} from "./operations.ts";

export interface ManagementDependencies extends OperationDependencies {
  readonly connections: Connections;
  readonly faults: Faults;
  readonly throttles: Throttles;
  readonly random: Random;
  readonly tracer: Tracer;
  readonly authorizeCaller: AuthorizeCaller;
}

/** Answer to a call of `@connections` on an ARN that its caller may not make; undefined when it may be made. */
export type AuthorizeCaller = (resource: string, request: HttpRequest) => HttpReply | undefined;

export interface Management {
  /** Posts to a connection for somebody who may. */
  post(to: Addressee, body: Buffer): Reply;
  /** Plain HTTP on an address of a WebSocket API. */
  claim(address: Address<Stage>, request: HttpRequest): HttpClaim;
  /** `@connections` without a stage, or below one that does not exist. */
  claimElsewhere(request: HttpRequest): HttpClaim | undefined;
}

/** A connection that exists or existed. */
type Addressee = Pick<ConnectionContext, "stage" | "connectionId">;

type Reply = HttpReply | Promise<HttpReply>;

/** The errors that faults answer; the one of a failure has a message. */
const FAULTS: Readonly<Record<FaultKinds["@connections"], Parameters<typeof managementError>>> = {
  gone: ["gone"],
  throttled: ["throttled"],
  error: ["internal", "Internal server error"],
};

const FIRST_ERROR_STATUS = 400;

const SEGMENT = "@connections";
/** Stands for every id: policies cannot tell connections from each other [6.6/literal-id]. */
const ANY_CONNECTION = "{connectionId}";
const FORBIDDEN = managementError("forbidden", "Forbidden");
/** Version 3 of the JavaScript SDK puts its path behind the endpoint's: `POST /dev//@connections/{id}`. */
const ENDS_IN_SLASH = "the management endpoint ends in a slash, which makes the path //@connections: leave it off";
const ANYWHERE = /\/(?:@|%40)connections(?:\/|$)/i;

/**
 * Answers plain HTTP on the API's addresses: `@connections` [6.1/base-url], and what is no WebSocket handshake.
 *
 * On AWS a page of any origin may call `@connections`, because its signature is what protects it. Here everybody knows
 * credentials that the engine takes (`test`/`test`), so a page could sign: calls are not open, as those of a service.
 */
export function createManagement(dependencies: ManagementDependencies): Management {
  const { tracer, connections, journal, faults, throttles, random, authorizeCaller } = dependencies;

  function operate(stage: Stage, [, id = "", ...more]: readonly string[], request: HttpRequest): Reply {
    const operation = operationOf(request.method);
    if (!operation || id === "" || more.length > 0) return noMethod(request);
    const denied = authorizeCaller(`${stage.arn}/${request.method}/${SEGMENT}/${ANY_CONNECTION}`, request);
    return denied ?? perform(operation, { stage, connectionId: id }, request);
  }

  function perform(operation: ManagementOperation, { stage, connectionId: id }: Addressee, request: Sent): Reply {
    if (!throttles.admitCallback()) return managementError("throttled");
    if (!isConnectionId(id)) return managementError("badRequest", `Invalid connectionId: ${id}`);
    const invalid = operation.check?.(request);
    if (invalid) return invalid;
    const run = () => {
      const connection = findOpen(stage, id);
      return connection ? operation.run(connection, request, dependencies) : managementError("gone");
    };
    return faults.meet ? unlessFault(stage, id, { name: operation.name, run }) : run();
  }

  function findOpen(stage: Stage, id: string) {
    const connection = connections.find(id);
    return connection?.context.stage === stage && connection.state === "open" ? connection : undefined;
  }

  async function unlessFault(stage: Stage, id: string, operation: { name: string; run: () => HttpReply }) {
    const context = findOpen(stage, id)?.context ?? { stage, connectionId: id };
    const facts = { ...factsOf(context), operation: operation.name };
    const span = tracer.current;
    const fault = await faults.meet?.("@connections", facts);
    return fault ? managementError(...FAULTS[fault.kind]) : tracer.within(span, operation.run);
  }

  function claim(open: boolean, reply: () => Reply): HttpClaim {
    return { open, answer: async () => withRequestId(await reply()) };
  }

  /** The outcome of a call, unless `post` tells of it. */
  async function recorded(stage: Stage, segments: readonly string[], request: HttpRequest): Promise<HttpReply> {
    const span = tracer.current;
    const reply = await operate(stage, segments, request);
    const name = operationOf(request.method)?.name;
    if (reply.status < FIRST_ERROR_STATUS && request.method === "POST") return reply;
    const error = reply.headers?.["x-amzn-errortype"];
    const call = {
      operation: name ?? request.method,
      apiId: stage.api.id,
      stage: stage.name,
      connectionId: isConnectionId(segments[1] ?? "") ? segments[1] : undefined,
      status: reply.status,
      ...(error !== undefined && { error }),
    };
    tracer.within(span, () => journal.other("call", call));
    return reply;
  }

  function withRequestId(reply: HttpReply): HttpReply {
    const { status, headers, body, stream } = reply;
    // Named one by one, since what follows a spread takes ten times as long.
    return { status, headers: { "x-amzn-requestid": uuid(random), ...headers }, body, stream };
  }

  return {
    post: (to, body) => tracer.trace(() => perform(OPERATIONS.POST, to, { body })),
    claim({ stage, path }, request) {
      const segments = path.split("/").slice(1).map(decodePathSegment);
      if (segments.length > 1 && segments.at(-1) === "") segments.pop();
      if (segments[0] === SEGMENT) return claim(false, () => recorded(stage, segments, request));
      const reply = request.method === "GET" ? UPGRADE_REQUIRED : FORBIDDEN;
      return claim(true, () => {
        const ofSlash = segments[0] === "" && segments[1] === SEGMENT;
        if (ofSlash) journal.other("refuse", { status: reply.status, reason: ENDS_IN_SLASH });
        return reply;
      });
    },
    claimElsewhere: ({ rawPath }) => (ANYWHERE.test(rawPath) ? claim(true, () => FORBIDDEN) : undefined),
  };
}

export const allowEverybody: AuthorizeCaller = () => undefined;

export interface CallerAuthorizationDependencies {
  readonly access: Access;
  readonly clock: Pick<Clock, "now">;
  /** With `off`, whoever signs may call: no policy is read. */
  readonly iam: IamMode;
}

/** Callers have to sign [6.2/signature-required] and their role has to allow `execute-api:ManageConnections` [6.6/action]. */
export function createCallerAuthorization({ access, clock, iam }: CallerAuthorizationDependencies): AuthorizeCaller {
  return (resource, request) => {
    const signature = access.identify(request);
    if (!signature.ok) return errorReply(signature.error.code, signature.error.status, signature.error.message);
    if (iam === "off") return undefined;
    const denial = access.deny({
      principal: signature.principal,
      action: "execute-api:ManageConnections",
      resource,
      context: requestConditions({
        sourceIp: request.remoteAddress,
        userAgent: request.headers["user-agent"],
        time: clock.now(),
      }),
    });
    return denial === undefined ? undefined : managementError("denied", denial);
  };
}

const operationOf = (method: string): ManagementOperation | undefined =>
  Object.hasOwn(OPERATIONS, method) ? OPERATIONS[method as keyof typeof OPERATIONS] : undefined;

const UPGRADE_REQUIRED: HttpReply = {
  status: 426,
  headers: { upgrade: "websocket", connection: "upgrade", "content-type": "application/json" },
  body: JSON.stringify({ message: "Upgrade Required" }),
};

const noMethod = ({ rawPath, method }: HttpRequest) =>
  managementError(
    "forbidden",
    `No method found matching route ${rawPath.replace(/^\//, "")} for http method ${method}`,
  );
