import type { Notice } from "../../template/model.ts";
import type { StateMachine } from "./state-machine.ts";
import { resolveTask } from "./tasks/resource.ts";

/** Tasks that fail when an execution comes to them, because nothing here does what they ask for. */
export function noticesOf({ logicalId, machine, locate }: StateMachine): readonly Notice[] {
  return machine.tasks.flatMap((task) => {
    const resource = resolveTask(task.resource);
    if (resource.kind !== "unavailable") return [];
    const message = `${logicalId}: ${resource.reason} The task fails with States.TaskFailed.`;
    return [{ severity: "warning", code: "task-not-run", logicalId, message, location: locate(task) }];
  });
}
