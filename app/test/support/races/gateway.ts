import type { Sockets } from "../../../src/core/connections/ports.ts";
import type { Clockwork } from "./clockwork.ts";

/** `over`: closed, or never opened. */
export type SocketState = "opening" | "open" | "over";

export interface GatewayHooks {
  /** After a socket was closed from this side. */
  readonly closed: (connectionId: string) => void;
}

/** API Gateway's sockets. Nothing of `@connections` finds one that is not open yet. */
export function createGateway(clockwork: Clockwork, { closed }: GatewayHooks) {
  const states = new Map<string, SocketState>();
  const isOpen = (connectionId: string) => states.get(connectionId) === "open";

  /** The time of a call is that of its effect; its answer may come a while later. */
  async function ask<Answer>(what: string, untilMs: number, effect: () => Answer): Promise<Answer | "failed"> {
    try {
      const answer = await clockwork.call(what, untilMs, effect);
      await clockwork.step(`${what} is answered`);
      return answer;
    } catch {
      return "failed";
    }
  }

  return {
    states,
    isOpen,
    open: () => [...states.keys()].filter(isOpen),
    ports: (untilMs: number): { sockets: Sockets } => ({
      sockets: {
        post: (id) => ask(`POST ${id}`, untilMs, () => (isOpen(id) ? "delivered" : "gone")),
        look: (id) => ask(`GET ${id}`, untilMs, () => (isOpen(id) ? "open" : "gone")),
        close: (id) =>
          ask(`DELETE ${id}`, untilMs, () => {
            if (!isOpen(id)) return "gone";
            states.set(id, "over");
            closed(id);
            return "closed";
          }),
      },
    }),
  };
}

export type Gateway = ReturnType<typeof createGateway>;
