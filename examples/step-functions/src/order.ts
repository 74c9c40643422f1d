import { createHash } from "node:crypto";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { send } from "./sockets.ts";

const states = new SFNClient();

const Order = z.strictObject({
  action: z.literal("order"),
  orderId: z.string().regex(/^[\w-]{1,40}$/, "An orderId has 1 to 40 letters, digits, _ and -."),
});

interface SocketEvent {
  readonly body: string;
  readonly requestContext: { readonly connectionId: string; readonly authorizer: { readonly principalId: string } };
}

export async function handler({ body, requestContext: { connectionId, authorizer } }: SocketEvent) {
  const { data, error } = Order.safeParse(JSON.parse(body));
  if (error) await send(connectionId, { type: "error", message: error.issues[0]?.message });
  else await send(connectionId, await start(data.orderId, connectionId, authorizer.principalId));
  return { statusCode: 200 };
}

/** Starts the state machine, once for each of a user's orders. Resolves with the answer to the caller. */
async function start(orderId: string, caller: string, user: string): Promise<object> {
  const name = createHash("sha256")
    .update(JSON.stringify([user, orderId]))
    .digest("hex");
  const input = JSON.stringify({ caller, user, orderId });
  try {
    await states.send(new StartExecutionCommand({ stateMachineArn: process.env.STATE_MACHINE_ARN, name, input }));
    return { type: "progress", orderId, step: "ordered" };
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionAlreadyExists")
      return { type: "error", message: `There is an order ${orderId} already.` };
    throw error;
  }
}
