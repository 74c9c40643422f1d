import type { RevokeAccessEvent } from "@portcullis/contract";
import type { Scheduler } from "fast-check";
import { authenticate } from "../../../src/core/connections/authenticate.ts";
import { type CloseDependencies, closeConnection } from "../../../src/core/connections/close.ts";
import type { CloseCommand, CloseRequest } from "../../../src/core/connections/close-command.ts";
import { connect } from "../../../src/core/connections/connect.ts";
import { newConnection } from "../../../src/core/connections/connection.ts";
import type { Closing, MassClosing } from "../../../src/core/connections/ports.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../../../src/core/connections/revoke.ts";
import { createSenders } from "../../../src/core/messages/senders.ts";
import type { Delivery } from "../../../src/core/push/delivery.ts";
import { createPace } from "../../../src/core/push/pace.ts";
import { send } from "../../../src/core/push/send.ts";
import { createStalls } from "../../../src/core/push/stalls.ts";
import { subscribe } from "../../../src/core/subscriptions/subscribe.ts";
import type { Identity } from "../../../src/core/tokens/identity.ts";
import { createLog, createMetrics, NOW_SECONDS } from "../fakes.ts";
import { type ClockworkOptions, createClockwork } from "./clockwork.ts";
import { createGateway } from "./gateway.ts";
import { createRows } from "./table.ts";

export interface WorldOptions extends ClockworkOptions {
  readonly cap: number;
  /** True for each closed socket whose `$disconnect` is lost, one after the other. */
  readonly lostDisconnects: readonly boolean[];
  /** True for each message of a queue that comes twice. */
  readonly repeated: readonly boolean[];
  readonly indexLagMs: number;
  /** The app's way to close a connection, or one that a test breaks. */
  readonly close?: (request: CloseRequest, ports: CloseDependencies) => Promise<void>;
}

export type ClientAct = "subscribe" | "authenticate" | "leave" | "vanish";

type Message =
  | CloseCommand
  | { readonly kind: "kick" }
  | { readonly kind: "revoke"; readonly access: RevokeAccessEvent };

/** All races are about one user. */
export const USER = { userId: "u", sub: "s" };

/** Time of the authorizer and of `$connect`, each: 10 seconds to start and 5 to run. */
const HANDSHAKE_PART_MS = 15_000;
const MESSAGE_MS = 15_000;
const QUEUE_MS = 60_000;
const VISIBILITY_MS = 360_000;
const MAX_RECEIVE_COUNT = 3;

/** The app over a table, sockets and queues in memory. Whatever happens in it happens in the scheduler's order. */
export function createWorld(scheduler: Scheduler, options: WorldOptions) {
  const { cap, indexLagMs, close = closeConnection } = options;
  const lostDisconnects = [...options.lostDisconnects];
  const repeated = [...options.repeated];
  const clockwork = createClockwork(scheduler, options);
  const { now, step, later } = clockwork;
  const rows = createRows(clockwork, { indexLagMs });
  const gateway = createGateway(clockwork, { closed: disconnect });
  const deadLetters: Message[] = [];
  const quiet = { log: createLog(), metrics: createMetrics(), now };

  function closingUntil(untilMs: number): Closing & MassClosing {
    const put = (label: string, messages: readonly Message[], delaySeconds = 0) =>
      clockwork.call(label, untilMs, () => {
        for (const message of messages) enqueue(message, delaySeconds);
      });
    return {
      ask: (connectionId, code) => put(`ask to close ${connectionId}`, [{ kind: "close", connectionId, code }]),
      askAgain: (request, delaySeconds) => put(`ask again for ${request.connectionId}`, [request], delaySeconds),
      askAll: (connections, code) =>
        put(
          "ask to close some",
          connections.map((one) => ({ kind: "close", ...one, code })),
        ),
      lookAgain: (access, delaySeconds) => put("look again", [{ kind: "close revoked", access }], delaySeconds),
    };
  }

  function portsUntil(untilMs: number) {
    const ports = { ...rows.ports(untilMs), ...gateway.ports(untilMs), closing: closingUntil(untilMs) };
    return { ...quiet, ...ports, maxConnections: cap };
  }

  function enqueue(message: Message, delaySeconds: number, received = 0): void {
    later(delaySeconds * 1000, `queue: ${message.kind}`, () => receive(message, received + 1));
    if (repeated.shift())
      later(delaySeconds * 1000, `queue again: ${message.kind}`, () => receive(message, MAX_RECEIVE_COUNT));
  }

  async function receive(message: Message, received: number): Promise<void> {
    try {
      await work(message);
    } catch {
      if (received < MAX_RECEIVE_COUNT) enqueue(message, VISIBILITY_MS / 1000, received);
      else deadLetters.push(message);
    }
  }

  function work(message: Message): Promise<unknown> {
    const ports = portsUntil(now() + QUEUE_MS);
    if (message.kind === "close") return close(message, ports);
    if (message.kind === "kick") return disconnectUser(USER, ports);
    return message.kind === "revoke" ? revokeAccess(message.access, ports) : closeRevoked(message.access, ports);
  }

  /** API Gateway's part of a handshake. Resolves with whether the socket opened. */
  async function handshake(connectionId: string, identity: Identity): Promise<boolean> {
    gateway.states.set(connectionId, "opening");
    const connectedAt = now();
    await step(`authorizer of ${connectionId}`);
    const isInTime = now() <= connectedAt + HANDSHAKE_PART_MS;
    const untilMs = now() + HANDSHAKE_PART_MS;
    const isLetIn =
      isInTime &&
      (await connect(newConnection(identity, { connectionId, connectedAt }), portsUntil(untilMs)).then(
        (cause) => cause === undefined,
        () => false,
      ));
    await step(`answer to ${connectionId}`);
    const opens = isLetIn && now() <= untilMs;
    gateway.states.set(connectionId, opens ? "open" : "over");
    return opens;
  }

  /** At best effort, and when it comes to it. */
  function disconnect(connectionId: string): void {
    if (lostDisconnects.shift()) return;
    void (async () => {
      await step(`$disconnect of ${connectionId}`);
      await portsUntil(now() + MESSAGE_MS).connections.remove(connectionId);
    })().catch(() => {});
  }

  async function clientDoes(act: ClientAct, connectionId: string): Promise<void> {
    await step(`${connectionId}: ${act}`);
    if (!gateway.isOpen(connectionId)) return;
    if (act === "subscribe" || act === "authenticate") return message(act, connectionId).catch(() => {});
    gateway.states.set(connectionId, "over");
    if (act === "leave") disconnect(connectionId);
  }

  async function message(action: "subscribe" | "authenticate", connectionId: string): Promise<void> {
    const ports = portsUntil(now() + MESSAGE_MS);
    const free = async () => undefined;
    const limits = { perConnection: 100, perUser: 100, mistakes: 100 };
    const sender = await createSenders({ ...ports, limits }).find(connectionId);
    if ("refused" in sender) return;
    if (action === "subscribe") {
      const entities = { find: async () => ({ seq: 0, shards: 1 }), kept: async () => [] };
      const streams = { listOf: async () => [], piecesFrom: async () => [] };
      const states = { revisionOf: async () => 0, rowsOf: async () => [] };
      await subscribe({ ...ports, entities, streams, states, mayFollow: () => true })(
        sender,
        { action, entityId: "e" },
        free,
      );
    } else {
      const newer = { ...USER, iat: Math.floor(now() / 1000), exp: Math.floor(now() / 1000) + 3600 };
      await authenticate({ ...ports, mayFollow: () => true, verify: async () => newer })(
        sender,
        { action, token: "a.b.c" },
        free,
      );
    }
  }

  /** To all that the index shows of the user. */
  function push(): void {
    const targets = [...rows.connections.values()].flatMap(({ connectionId, connectedAt, exp, ttl, closing }) =>
      closing ? [] : [{ connectionId, connectedAt, exp, ttl }],
    );
    const sentAt = new Date(now()).toISOString();
    deliver({ kind: "delivery", message: { type: "push", id: "1", sentAt }, targets, attempt: 0, round: 0 });
  }

  function deliver(delivery: Delivery, delaySeconds = 0): void {
    later(delaySeconds * 1000, "delivery", async () => {
      const deliveries = {
        enqueue: async (some: readonly Delivery[], seconds: number) => {
          for (const one of some) deliver(one, seconds);
        },
      };
      const processedEvents = {
        claim: async () => "claimed" as const,
        release: async () => {},
        finish: async () => {},
      };
      const stalls = createStalls(now);
      const ports = {
        ...portsUntil(now() + QUEUE_MS),
        stalls,
        pace: createPace(now),
        deliveries,
        processedEvents,
        random: () => 0,
        abandon: async () => {},
      };
      await send(delivery, ports).catch(() => {});
    });
  }

  return { ...clockwork, rows, gateway, deadLetters, enqueue, handshake, clientDoes, push };
}

export type World = ReturnType<typeof createWorld>;

/** Tokens that differ in what revokes them. */
export const identityOf = (iat: number | undefined, jti: string | undefined, lifeSeconds: number): Identity => ({
  ...USER,
  exp: NOW_SECONDS + lifeSeconds,
  ...(iat !== undefined && { iat }),
  ...(jti !== undefined && { jti }),
});
