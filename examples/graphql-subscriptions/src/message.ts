import { type Message, MessageType, validateMessage } from "graphql-ws";
import { type Caller, complete, run } from "./operations.ts";
import { send } from "./sockets.ts";

interface SocketEvent {
  readonly body: string;
  readonly requestContext: { readonly connectionId: string; readonly authorizer: { readonly principalId: string } };
}

/** Takes a message of graphql-transport-ws. What is none is not answered: API Gateway has no close code 4400 to give. */
export async function handler({ body, requestContext: { connectionId, authorizer } }: SocketEvent) {
  const message = read(body);
  if (message) await receive(message, { connectionId, user: authorizer.principalId });
  return { statusCode: 200 };
}

function read(body: string): Message | undefined {
  try {
    return validateMessage(JSON.parse(body));
  } catch {
    return undefined;
  }
}

async function receive(message: Message, caller: Caller): Promise<void> {
  const { connectionId } = caller;
  // The authorizer has asked for the token already.
  if (message.type === MessageType.ConnectionInit) await send(connectionId, { type: MessageType.ConnectionAck });
  if (message.type === MessageType.Ping) await send(connectionId, { type: MessageType.Pong });
  if (message.type === MessageType.Subscribe) await run(message.id, message.payload, caller);
  if (message.type === MessageType.Complete) await complete(message.id, caller);
}
