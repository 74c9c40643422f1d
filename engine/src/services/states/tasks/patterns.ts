import { parseExactJson } from "../../../languages/exact-json.ts";
import type { Executions } from "../executions/executions.ts";
import { describeExecution } from "../executions/views.ts";
import { predefined } from "../language/errors/state-error.ts";
import type { TaskCall } from "../language/program.ts";
import { upperMembers } from "./member-names.ts";
import type { Pattern } from "./resource.ts";
import type { TaskTokens } from "./task-tokens.ts";

export interface PatternDependencies {
  readonly tokens: TaskTokens;
  readonly executions: Pick<Executions, "find">;
}

/** Makes the task's call; resolves with its answer. */
type Call = () => Promise<unknown>;

/** Resolves with the task's result, some time after its call was accepted. */
export const PATTERNS: Readonly<
  Record<Pattern, (task: TaskCall, call: Call, dependencies: PatternDependencies) => Promise<unknown>>
> = {
  requestResponse: (_task, call) => call(),
  sync: async (task, call, { executions }) => nestedResult(await submitted(task, call), executions, "text"),
  "sync:2": async (task, call, { executions }) => nestedResult(await submitted(task, call), executions, "json"),
  async waitForTaskToken(task, call, { tokens }) {
    const { token = "", heartbeatMs, signal } = task;
    const refused = new AbortController();
    const answer = tokens.wait({ token, heartbeatMs, signal: AbortSignal.any([signal, refused.signal]) });
    try {
      // The receiver of the token may be faster than the call's own answer.
      const [output] = await Promise.all([answer, submitted(task, call)]);
      return output;
    } finally {
      refused.abort();
    }
  },
};

async function submitted(task: TaskCall, call: Call): Promise<unknown> {
  const output = await call();
  task.submitted(output);
  return output;
}

/** Waits for the execution that a task started; rejects with `States.TaskFailed` unless it succeeds. */
async function nestedResult(
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
  return outputAs === "text"
    ? description
    : { ...description, Input: parseExactJson(input), Output: parseExactJson(output) };
}
