import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Clock } from "../../../../kernel/clock.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import type { HttpRequest } from "../../../../wire/http.ts";
import { toHttpRequest } from "../../../../wire/listener.ts";
import { CLOSE_HANDSHAKE_MS } from "../connection/quotas.ts";
import type { FindEndpoint } from "../endpoint.ts";
import type { Client, GatewayRequest } from "../event/request.ts";
import { type ConnectRequestDependencies, connectRequest } from "./connect-request.ts";
import { type DecideDependencies, type Decision, decide } from "./decide.ts";
import { encodeRefusal, type Refusal, refusal } from "./refusal.ts";
import type { HeldUpgrade, Upgrader } from "./upgrade.ts";
import { checkUpgrade } from "./upgrade-request.ts";

export interface HandshakeDependencies extends DecideDependencies, ConnectRequestDependencies {
  readonly clock: Clock;
  readonly findEndpoint: FindEndpoint;
  readonly upgrade: Upgrader;
  /** The 101 is sent. */
  opened(request: GatewayRequest, socket: WebSocket, stream: Duplex): void;
  /** `$connect` has accepted a client that had gone meanwhile. */
  lost(client: Client): void;
}

export interface Handshakes {
  /** Takes a handshake in hand. The client hears nothing until `$connect` has answered. */
  begin(held: HeldUpgrade): void;
  /** Refuses every handshake from here on. */
  stop(): void;
}

const NO_BODY = Buffer.alloc(0);

export function createHandshakes(tools: HandshakeDependencies): Handshakes {
  const { clock, ids, journal, telemetry } = tools;
  /** Of handshakes that have not become connections: those held, and those whose refusal is on its way. */
  const sockets = new Set<Duplex>();
  let isStopped = false;

  function forget(this: Duplex): void {
    sockets.delete(this);
  }

  function open(http: HttpRequest): GatewayRequest | Refusal {
    if (isStopped) return refusal("stopping", "the engine is stopping");
    const invalid = checkUpgrade(http);
    if (invalid) return invalid;
    const endpoint = tools.findEndpoint(http.host, http.rawPath);
    if (!endpoint || endpoint.rest.length > 0) return refusal("forbidden", "no stage has this URL");
    return connectRequest(http, endpoint, tools);
  }

  function accept(held: HeldUpgrade, { request, protocol }: Decision): void {
    held.socket.off("error", destroy);
    held.socket.off("close", forget);
    sockets.delete(held.socket);
    const socket = isStopped ? undefined : tools.upgrade(held, protocol);
    if (socket) tools.opened(request, socket, held.socket);
    else tools.lost(request.client);
  }

  function refuse(socket: Duplex, reason: Refusal): void {
    if (socket.writableEnded || socket.destroyed) return;
    const timer = clock.after(CLOSE_HANDSHAKE_MS, () => socket.destroy());
    socket.once("close", () => timer[Symbol.dispose]());
    // Bytes left unread would reset the connection before the client has read its answer.
    socket.resume();
    socket.end(encodeRefusal(reason, ids.request(), clock.now()));
  }

  async function run(held: HeldUpgrade): Promise<void> {
    const http = toHttpRequest(held.request, NO_BODY);
    const request = open(http);
    if ("status" in request) {
      journal.other("refuse", { status: request.status, reason: request.reason });
      return refuse(held.socket, request);
    }
    const decision = await decide(request, { http, isGone: () => isGone(held), tools });
    const { refusal: refused, checks, integration } = decision;
    const outcome = { status: refused?.status ?? 200, error: refused?.message, checks, integration };
    telemetry.finished(decision.request, outcome);
    if (!refused) return accept(held, decision);
    journal.request("refuse", request, { status: refused.status, reason: refused.reason });
    refuse(held.socket, refused);
  }

  return {
    begin(held) {
      sockets.add(held.socket);
      held.socket.on("error", destroy);
      held.socket.once("close", forget);
      run(held).catch((error: unknown) => {
        journal.other("error", { detail: `a handshake failed: ${messageOf(error)}` });
        refuse(held.socket, refusal("internal", "defect"));
      });
    },
    stop() {
      isStopped = true;
      for (const socket of sockets) {
        refuse(socket, refusal("stopping", "the engine is stopping"));
        if (socket.writableFinished) socket.destroy();
        else socket.once("finish", destroy);
      }
    },
  };
}

function destroy(this: Duplex): void {
  this.destroy();
}

const isGone = ({ socket }: HeldUpgrade) => socket.destroyed || !socket.readable || !socket.writable;
