import type * as z from "zod";
import { send } from "./sockets.ts";

/** Parts of API Gateway's event that this chat reads. */
export interface SocketEvent {
  readonly body: string;
  readonly requestContext: { readonly connectionId: string; readonly authorizer: { readonly principalId: string } };
}

export interface Sender {
  readonly connectionId: string;
  /** From the token: nobody can write under another's name. */
  readonly user: string;
}

export function senderOf({ requestContext: { connectionId, authorizer } }: SocketEvent): Sender {
  return { connectionId, user: authorizer.principalId };
}

/** Makes a handler of what a message does. Who sends another form than this one is told what is wrong with it. */
export const onMessage =
  <Message>(form: z.ZodType<Message>, act: (message: Message, sender: Sender) => Promise<void>) =>
  async (event: SocketEvent) => {
    const sender = senderOf(event);
    const { data, error } = form.safeParse(JSON.parse(event.body));
    if (error) await send(sender.connectionId, { type: "error", message: error.issues[0]?.message });
    else await act(data, sender);
    return { statusCode: 200 };
  };
