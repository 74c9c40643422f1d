import { type ErrorCode, PortcullisError } from "../index.ts";
import { type FakeEntities, resume, SENT_AT } from "./fake-entities.ts";
import type { FakeInbox } from "./fake-inbox.ts";
import type { Door, Message, ServerEnd } from "./fake-socket.ts";

/** Action that a client has sent. */
export interface ReceivedAction {
  readonly action: string;
  readonly payload: object;
}

/** State of a server, which the test changes on one side and sockets on the other. */
export interface FakeState {
  readonly entities: FakeEntities;
  readonly inbox: FakeInbox;
  readonly sockets: Set<ServerEnd>;
  /** Answers to actions that are not in the contract. */
  readonly answers: Map<string, (payload: object) => unknown>;
  /** Codes that subscriptions are refused with, by entity. */
  readonly refusals: Map<string, ErrorCode>;
  readonly received: ReceivedAction[];
  isUp: boolean;
}

type Answering = (state: FakeState, socket: ServerEnd, message: Message) => void;

/** Answers to the contract's actions. */
const CONTRACT: ReadonlyMap<unknown, Answering> = new Map<unknown, Answering>([
  ["subscribe", subscribe],
  ["unsubscribe", unsubscribe],
  ["presence", tellPresence],
  ["inbox", tellOfInbox],
  ["authenticate", (_, socket, { requestId }) => socket.send({ type: "authenticated", requestId })],
  ["ping", (_, socket) => socket.send({ type: "pong" })],
]);

export const createDoor = (state: FakeState): Door => ({
  opened(socket) {
    if (state.isUp) state.sockets.add(socket);
    return state.isUp;
  },
  received(socket, message) {
    const answering = CONTRACT.get(message.action);
    if (answering) answering(state, socket, message);
    else void answerOwn(state, socket, message);
  },
  closed(socket) {
    state.sockets.delete(socket);
    state.entities.leave(socket);
  },
});

function subscribe({ entities, refusals }: FakeState, socket: ServerEnd, message: Message): void {
  const { requestId, since, state, streams } = message;
  const entityId = String(message.entityId);
  const code = refusals.get(entityId);
  if (code) {
    socket.send(errorOf(new PortcullisError(code), requestId));
    return;
  }
  const entity = entities.of(entityId);
  entity.subscribers.add(socket);
  const { values, streams: kept } = entity;
  const toSend = (message: Message) => socket.send({ ...message, entityId, sentAt: SENT_AT });
  if (Array.isArray(streams)) kept.missing(streams).forEach(toSend);
  if (state) toSend(values.missing(Object(state).since));
  const { answer, missed } = resume(entity, since);
  socket.send({ ...answer, requestId });
  for (const update of missed) socket.send(update);
}

function unsubscribe({ entities }: FakeState, socket: ServerEnd, { entityId, requestId }: Message): void {
  const { subscribers, presence } = entities.of(String(entityId));
  subscribers.delete(socket);
  presence.leave(socket);
  socket.send({ type: "unsubscribed", entityId, requestId });
}

function tellPresence({ entities }: FakeState, socket: ServerEnd, message: Message): void {
  const { presence, subscribers } = entities.of(String(message.entityId));
  if (subscribers.has(socket)) presence.answer(socket, message);
  else socket.send(errorOf(new PortcullisError("not_subscribed"), message.requestId));
}

function tellOfInbox({ inbox }: FakeState, socket: ServerEnd, { since, read, requestId }: Message): void {
  const { kept, answer } = inbox.answer(since, read);
  for (const notification of kept) socket.send(notification);
  socket.send({ ...answer, requestId });
}

async function answerOwn({ answers, received }: FakeState, socket: ServerEnd, message: Message): Promise<void> {
  const { action, requestId, ...payload } = message;
  const name = String(action);
  received.push({ action: name, payload });
  try {
    const answering = answers.get(name);
    // An action that nobody waits for needs no answer.
    if (!answering && requestId === undefined) return;
    if (!answering) throw new PortcullisError("unknown_action", `the test has no answer("${name}", …)`);
    const answer = await answering(payload);
    if (requestId !== undefined) socket.send({ ...Object(answer), requestId });
  } catch (error) {
    socket.send(errorOf(error, requestId));
  }
}

function errorOf(error: unknown, requestId: unknown): Message {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof PortcullisError)) return { type: "error", code: "failed", message, requestId };
  const { code, details } = error;
  return { type: "error", code, message, requestId, retryAfterMs: details.retryAfterMs };
}
