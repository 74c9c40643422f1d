import { send } from "./sockets.ts";

export interface Notification {
  /** Connection that ordered. */
  readonly caller: string;
  readonly message: object;
}

/** A task of the state machine. Who has gone is not told, and the order goes on without them. */
export const handler = async ({ caller, message }: Notification) => ({ told: await send(caller, message) });
