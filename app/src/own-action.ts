import { ERROR_CODES, type ErrorCode } from "@portcullis/contract";
import { type Call, createRouter, FrameError, type WebSocketEvent, type WebSocketResult } from "@portcullis/lambda";
import { createMayFollow } from "../actions/may-follow.ts";
import { log, logInvocation } from "./aws/cloudwatch/logger.ts";
import { createEntityReader } from "./aws/dynamodb/entities.ts";
import { createSubscribers } from "./aws/dynamodb/subscribers.ts";
import { createSubscriptions } from "./aws/dynamodb/subscriptions.ts";
import { openTable, type Table } from "./aws/dynamodb/table/table.ts";
import type { InvocationContext } from "./aws/lambda/events.ts";
import { openSenders } from "./aws/lambda/message-handler.ts";
import { tracedMessages } from "./aws/lambda/traced.ts";
import { createSockets } from "./aws/management-api/sockets.ts";
import { givenTraceparent } from "./aws/tracing/work.ts";
import {
  type ActionCall,
  type CallDependencies,
  createCall,
  type OwnAct,
  RefusedActionError,
} from "./core/actions/call.ts";
import type { ActionEntry, Message } from "./core/actions/entry.ts";
import type { Connection } from "./core/connections/connection.ts";
import type { Charge, RefusedMessage } from "./core/messages/senders.ts";
import { followPolicy } from "./core/tokens/policy.ts";
import * as env from "./env.ts";

// All that a file in `actions/` imports of the app.

export type { ActionCall, OwnAct } from "./core/actions/call.ts";

type AnyAct = (message: unknown, call: ActionCall) => Promise<Message | undefined>;
type Handler = (event: WebSocketEvent, invocation: InvocationContext) => Promise<WebSocketResult>;

/**
 * Makes the handler of an action: who sent a message, whether they may send so many, and its form are looked at before
 * `act` is called. It is put together with the first message, so that tests of `act` need no settings.
 */
export function ownAction<Entry extends ActionEntry>(name: string, entry: Entry, act: OwnAct<Entry>): Handler {
  let handler: Handler | undefined;
  // The entry's types and the use case's have been compared by now.
  const untyped = act as AnyAct;
  return tracedMessages((event, invocation) => {
    handler ??= open(name, entry, untyped);
    return handler(event, invocation);
  });
}

/** Ends an action with an error that its client is told, by a code of the contract or one of your own. */
export function refuse(code: ErrorCode): FrameError;
export function refuse(code: string, message: string): FrameError;
export function refuse(code: string, message?: string): FrameError {
  return new FrameError(code, message ?? ERROR_CODES[code as ErrorCode].summary);
}

function open(name: string, { payload, answer }: ActionEntry, act: AnyAct): Handler {
  const table = openTable(env.tableName());
  const senders = openSenders(table);
  const ports = openPorts(table);
  const router = createRouter({
    async context({ requestContext: { connectionId } }, invocation: InvocationContext) {
      logInvocation(invocation, { connectionId });
      const sender = await senders.find(connectionId);
      if ("refused" in sender) throw frameFor(sender);
      return sender;
    },
    onMistake: ({ code }, { connectionId }) => senders.noteMistake(connectionId, code),
    post: (connectionId, text) => ports.sockets.post(connectionId, text),
  });
  const take = async (message: unknown, { context: sender }: Call<Connection>) => {
    const charge: Charge = (work, count) => senders.charge(sender, work, count);
    const call = createCall(sender, charge, { ...ports, traceparent: givenTraceparent() });
    return act(message, call).catch(rejectWithFrame);
  };
  if (!answer)
    return router.handler({ [name]: router.oneWay(payload, async (...given) => void (await take(...given))) });
  return router.handler({ [name]: router.route(payload, async (...given) => answered(name, await take(...given))) });
}

function answered(name: string, message: Message | undefined): Message {
  if (message) return message;
  throw new Error(`${name} has an answer in the contract, and gave none.`);
}

function openPorts(table: Table): Omit<CallDependencies, "traceparent"> {
  return {
    subscriptions: createSubscriptions(table),
    subscribers: createSubscribers(table),
    entities: createEntityReader(table, { entitySeconds: env.entitySeconds(), now: Date.now }),
    sockets: createSockets(env.managementEndpoint(), log, { postAttempts: 1 }),
    mayFollow: createMayFollow(followPolicy(env.entityPolicy()), env.ownSettings()),
    now: Date.now,
  };
}

const frameFor = ({ refused, retryAfterMs }: RefusedMessage) =>
  new FrameError(refused, ERROR_CODES[refused].summary, retryAfterMs === undefined ? {} : { retryAfterMs });

function rejectWithFrame(error: unknown): never {
  throw error instanceof RefusedActionError ? frameFor(error.refusal) : error;
}
