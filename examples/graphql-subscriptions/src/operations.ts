import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  GraphQLError,
  getOperationAST,
  parse,
  validate,
} from "graphql";
import { MessageType, type SubscribePayload } from "graphql-ws";
import { type Message, schema } from "./schema.ts";
import { send } from "./sockets.ts";
import { add, ofConnection, ofTopic, remove, type Subscription } from "./subscriptions.ts";

const MOST_TOKENS = 500;
const MOST_SUBSCRIPTIONS = 20;
const MOST_CHARACTERS = 1000;
const ROOM = /^[\w-]{1,40}$/;

export interface Caller {
  readonly connectionId: string;
  /** From the token: nobody can write under another's name. */
  readonly user: string;
}

/** Runs an operation: queries and mutations are answered, subscriptions are kept. */
export async function run(id: string, payload: SubscribePayload, caller: Caller): Promise<void> {
  const { connectionId } = caller;
  try {
    const document = parse(payload.query, { maxTokens: MOST_TOKENS });
    const errors = validate(schema, document);
    if (errors.length > 0) return await send(connectionId, { id, type: MessageType.Error, payload: errors });
    if (getOperationAST(document, payload.operationName)?.operation === "subscription")
      return await subscribe(id, document, payload, caller);
    const rootValue = {
      me: caller.user,
      say: (message: Omit<Message, "user">) => say({ ...message, user: caller.user }),
    };
    const result = await execute({ schema, document, rootValue, ...variablesOf(payload) });
    await send(connectionId, { id, type: MessageType.Next, payload: result });
    await send(connectionId, { id, type: MessageType.Complete });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    await send(connectionId, { id, type: MessageType.Error, payload: [error] });
  }
}

const variablesOf = ({ variables, operationName }: Pick<SubscribePayload, "variables" | "operationName">) => ({
  variableValues: variables,
  operationName,
});

/** Keeps a subscription under its topic, which is made of the arguments of its field. */
async function subscribe(
  id: string,
  document: DocumentNode,
  payload: SubscribePayload,
  { connectionId }: Caller,
): Promise<void> {
  if ((await ofConnection(connectionId)).length >= MOST_SUBSCRIPTIONS)
    throw new GraphQLError(`A connection has ${MOST_SUBSCRIPTIONS} subscriptions at most.`);
  let topic = "";
  const said = ({ room }: { readonly room: string }) => {
    topic = topicOf(room);
    return nothing();
  };
  const stream = await createSourceEventStream({ schema, document, rootValue: { said }, ...variablesOf(payload) });
  if ("errors" in stream && stream.errors)
    return send(connectionId, { id, type: MessageType.Error, payload: stream.errors });
  const { query, variables = null, operationName = null } = payload;
  await add({ connectionId, id, topic, query, variables, operationName });
}

/** Messages come from other invocations: here is no stream of them. */
async function* nothing(): AsyncGenerator<never> {}

function topicOf(room: string): string {
  if (!ROOM.test(room)) throw new GraphQLError("A room has 1 to 40 letters, digits, _ and -.");
  return `said#${room}`;
}

async function say(message: Message): Promise<Message> {
  const { room, text } = message;
  if (text === "" || text.length > MOST_CHARACTERS)
    throw new GraphQLError(`A text has 1 to ${MOST_CHARACTERS} characters.`);
  await Promise.all((await ofTopic(topicOf(room))).map((subscription) => publish(message, subscription)));
  return message;
}

/** Executes a subscription's operation on a message: each gets the fields that it asked for. */
async function publish(said: Message, subscription: Subscription): Promise<void> {
  const { connectionId, id, query } = subscription;
  const result = await execute({ schema, document: parse(query), rootValue: { said }, ...variablesOf(subscription) });
  await send(connectionId, { id, type: MessageType.Next, payload: result });
}

/** Ends a subscription, because its client wants no more of it. */
export const complete = (id: string, { connectionId }: Caller) => remove(connectionId, id);
