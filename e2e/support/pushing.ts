import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { openSocket, type TestSocket } from "./sockets.ts";
import { root, type System } from "./system.ts";
import { createTestJwt } from "./tokens.ts";

export type EventKind =
  | "entity-updated"
  | "entities-updated"
  | "entity-stream"
  | "entity-state"
  | "send-user-push-notification";

/** The steps that tests take again and again: connect somebody, publish something. */
export function createPushing(system: System) {
  const events = new EventBridgeClient(system.sdk);

  /** `changes`: to the entry of the example, for example another `Source`. */
  async function publish(kind: EventKind, details: readonly unknown[], changes: object = {}): Promise<void> {
    const Entries = details.map((detail) => ({ ...example(kind), Detail: JSON.stringify(detail), ...changes }));
    const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount !== 0) throw new Error(`${FailedEntryCount} events were not taken.`);
  }

  return {
    publish,

    async connectAs(userId: string, entityIds: readonly string[] = []): Promise<TestSocket> {
      const token = await createTestJwt(system, { userId, firstName: "Ann", lastName: "Lee" });
      const socket = await openSocket(system.url, ["websocket", token]);
      for (const entityId of entityIds) {
        socket.send({ action: "subscribe", entityId });
        await socket.next({ type: "subscribed", entityId });
      }
      return socket;
    },

    /** Nothing that was published before is still on its way to this subscriber of the entity. */
    async settle(socket: TestSocket, entityId: string): Promise<void> {
      const marker = `marker-${Math.random()}`;
      await publish("entity-updated", [{ entityId, message: marker }]);
      await socket.next({ type: "Entity Updated", message: marker });
    },
  };
}

const example = (kind: EventKind) =>
  JSON.parse(readFileSync(join(root, "app/examples", `${kind}.json`), "utf8"))[0] as {
    Source: string;
    DetailType: string;
    Detail: string;
    EventBusName?: string;
  };
