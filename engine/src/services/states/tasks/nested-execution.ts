import type { Executions } from "../executions/executions.ts";
import { describeExecution } from "../executions/views.ts";
import { predefined } from "../language/errors/state-error.ts";
import { upperMembers } from "./member-names.ts";

/** Waits for the execution that a task started; rejects with `States.TaskFailed` unless it succeeds. */
export async function nestedResult(
  started: unknown,
  executions: Pick<Executions, "find">,
  outputAs: "text" | "json",
): Promise<unknown> {
  const { ExecutionArn } = started as { readonly ExecutionArn: string };
  const execution = executions.find(ExecutionArn);
  await execution.finished;
  const description = upperMembers(describeExecution(execution));
  if (execution.ending.status !== "SUCCEEDED") throw predefined("TaskFailed", JSON.stringify(description));
  const { input } = execution.request;
  const { output } = execution.ending;
  return outputAs === "text" ? description : { ...description, Input: JSON.parse(input), Output: JSON.parse(output) };
}
