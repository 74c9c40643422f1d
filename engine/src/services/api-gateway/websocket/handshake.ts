import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { maskKey } from "../../../kernel/masking.ts";
import type { HttpRequest } from "../../../wire/http.ts";
import { toHttpRequest } from "../../../wire/listener.ts";
import type { Faults } from "../../contract/faults.ts";
import type { Address, FindAddress } from "../addresses.ts";
import {
  type GatewayResponse,
  gatewayResponse,
  isGatewayResponse,
  type WebSocketCause,
  webSocketRow,
} from "../gateway-responses.ts";
import { type AuthorizeDependencies, authorize, withResult } from "./authorize.ts";
import type { Stage } from "./configuration/model.ts";
import { CLOSE_HANDSHAKE_MS, LONGEST_URL } from "./connection/quotas.ts";
import { answerWith, type HeldUpgrade, type Upgrader } from "./connection/upgrade.ts";
import {
  type ConnectionContext,
  type ConnectRequestDependencies,
  connectRequest,
  type GatewayRequest,
} from "./event/request.ts";
import { factsOf, faultResponse } from "./faults.ts";
import type { Integrate } from "./integrations/integrations.ts";
import type { RequestOutcome } from "./telemetry/access-log.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { Throttles } from "./throttle.ts";

type Response = GatewayResponse<WebSocketCause>;

export interface HandshakeDependencies extends AuthorizeDependencies, ConnectRequestDependencies {
  readonly clock: Clock;
  readonly findAddress: FindAddress<Stage>;
  readonly faults: Faults;
  readonly throttles: Throttles;
  readonly integrate: Integrate;
  readonly telemetry: Telemetry;
  readonly upgrade: Upgrader;
  /** The client gets another answer than the 101. */
  refused(request: GatewayRequest, status: number, reason: string): void;
  /** The 101 is sent. */
  opened(request: GatewayRequest, socket: WebSocket, stream: Duplex): void;
  /** `$connect` has accepted a client that had gone meanwhile. */
  lost(context: ConnectionContext): void;
}

export interface Handshakes {
  /** Takes a handshake in hand. The client hears nothing until `$connect` has answered [1.2/held-until-answered]. */
  begin(held: HeldUpgrade): void;
  /** Refuses every handshake from here on. */
  stop(): void;
}

/** A handshake that came as far as a stage, with all that was found out; no status from 300 on: it is accepted. */
interface ConnectOutcome extends RequestOutcome {
  readonly request: GatewayRequest;
}

const NO_BODY = Buffer.alloc(0);
const LONGEST_TOLD_PATH = 128;
const FIRST_REFUSING_STATUS = 300;
const STOPPING = gatewayResponse("stopping", "the engine is stopping");

export function createHandshakes(dependencies: HandshakeDependencies): Handshakes {
  const { clock, ids, journal, telemetry, tracer } = dependencies;
  /** Of handshakes that have not become connections: those held, and those whose refusal is on its way. */
  const sockets = new Set<Duplex>();
  let isStopped = false;

  /** Decides a handshake: from the bytes of its request to its 101 or the answer in place of it. */
  async function handshake(held: HeldUpgrade): Promise<void> {
    const http = toHttpRequest(held.request, NO_BODY);
    const address = isStopped ? STOPPING : (checkUpgrade(http) ?? findApi(http));
    if (isGatewayResponse(address)) return refuse(held.socket, address, http);
    const received = connectRequest(http, address, dependencies);
    const outcome = await connect(received, http, held, dependencies);
    telemetry.finished(outcome.request, outcome);
    if (outcome.status < FIRST_REFUSING_STATUS) return accept(held, outcome);
    const reason = outcome.response?.reason ?? `$connect answered ${outcome.status}`;
    journal.request("refuse", received, { status: outcome.status, reason });
    dependencies.refused(outcome.request, outcome.status, reason);
    answer(held.socket, outcome.response ?? outcome.status, received.requestId);
  }

  function findApi({ host, rawPath }: HttpRequest): Address<Stage> | Response {
    const address = dependencies.findAddress(host, rawPath);
    return address?.path === "/" ? address : gatewayResponse("forbidden", "no stage has this URL");
  }

  function accept(held: HeldUpgrade, { request, integration }: ConnectOutcome): void {
    held.socket.off("error", destroy);
    held.socket.off("close", forget);
    sockets.delete(held.socket);
    const headers = integration && "headers" in integration ? integration.headers : undefined;
    const socket = isStopped ? undefined : dependencies.upgrade(held, headers?.["sec-websocket-protocol"]);
    if (socket) dependencies.opened(request, socket, held.socket);
    else dependencies.lost(request.context);
  }

  function refuse(socket: Duplex, response: Response, { host, rawPath }: HttpRequest): void {
    const requestId = ids.request();
    const path = maskKey(rawPath.slice(0, LONGEST_TOLD_PATH));
    journal.other("refuse", { status: webSocketRow(response).status, reason: response.reason, host, path, requestId });
    answer(socket, response, requestId);
  }

  function answer(socket: Duplex, response: Response | number, requestId = ids.request()): void {
    if (socket.writableEnded || socket.destroyed) return;
    const timer = clock.after(CLOSE_HANDSHAKE_MS, () => socket.destroy());
    socket.once("close", () => timer[Symbol.dispose]());
    // Bytes left unread would reset the connection before the client has read its answer.
    socket.resume();
    socket.end(answerWith(response, requestId, clock.now()));
  }

  function forget(this: Duplex): void {
    sockets.delete(this);
  }

  return {
    begin(held) {
      sockets.add(held.socket);
      held.socket.on("error", destroy);
      held.socket.once("close", forget);
      const onDefect = (error: unknown) => {
        journal.other("error", { detail: `a handshake failed: ${messageOf(error)}` });
        answer(held.socket, gatewayResponse("internal", "defect"));
      };
      void tracer.trace(() => handshake(held).catch(onDefect));
    },
    stop() {
      isStopped = true;
      for (const socket of sockets) {
        answer(socket, STOPPING);
        if (socket.writableFinished) socket.destroy();
        else socket.once("finish", destroy);
      }
    },
  };
}

/** Asks all who have a say in a connection, in their order [1.2/order-of-checks]. */
async function connect(
  received: GatewayRequest,
  http: HttpRequest,
  held: HeldUpgrade,
  dependencies: HandshakeDependencies,
): Promise<ConnectOutcome> {
  const { throttles, integrate, faults, tracer } = dependencies;
  const fault = faults.meet && (await faults.meet("handshake", factsOf(received.context, received)));
  if (fault?.kind === "dropped") held.socket.destroy();
  if (fault) return ended(received, faultResponse(fault) ?? gatewayResponse("badRequest", DROPPED));
  if (!throttles.admitConnection() || !throttles.admitRequest(received.context.stage, received.route))
    return ended(received, gatewayResponse("throttled", "a throttle has no token left"));
  const { result, steps } = await tracer.within(received.span, () => authorize(received, http, dependencies));
  if (isGatewayResponse(result)) return ended(received, result, { steps });
  const request = withResult(received, result);
  if (isGone(held)) return ended(request, gatewayResponse("badRequest", "the client went away"), { steps });
  // Without an integration everybody authorized is connected [1.3/no-connect-route].
  if (!request.route.integration) return { request, steps, status: 200 };
  const integration = await integrate(request);
  if (isGatewayResponse(integration)) return ended(request, integration, { steps, integration });
  return {
    request,
    steps,
    integration,
    status: integration.status < FIRST_REFUSING_STATUS ? 200 : integration.status,
  };
}

const ended = (request: GatewayRequest, response: Response, more?: Partial<ConnectOutcome>): ConnectOutcome => ({
  request,
  response,
  status: webSocketRow(response).status,
  ...more,
});

function destroy(this: Duplex): void {
  this.destroy();
}

const DROPPED = "a fault drops its connection";

const isGone = ({ socket }: HeldUpgrade) => socket.destroyed || !socket.readable || !socket.writable;

/** Base64 of 16 bytes (RFC 6455, section 4.2.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;
const VERSION = "13";

/** Returns the answer to a request that is no WebSocket handshake (RFC 6455, section 4.2.1); undefined when it is one. */
export function checkUpgrade({ method, headers, rawPath, rawQuery }: HttpRequest): Response | undefined {
  if (rawPath.length + rawQuery.length + 1 > LONGEST_URL)
    return gatewayResponse("uriTooLong", `the URL is longer than ${LONGEST_URL}`);
  if (method !== "GET") return gatewayResponse("badRequest", "the method is not GET");
  if (headers.upgrade?.toLowerCase() !== "websocket") return gatewayResponse("badRequest", "Upgrade is not websocket");
  if (!KEY.test(headers["sec-websocket-key"] ?? ""))
    return gatewayResponse("badRequest", "Sec-WebSocket-Key is not valid");
  if (headers["sec-websocket-version"] !== VERSION)
    return gatewayResponse("badRequest", "Sec-WebSocket-Version is not 13", { "Sec-WebSocket-Version": VERSION });
  return undefined;
}
