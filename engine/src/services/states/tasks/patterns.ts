import type { Executions } from "../executions/executions.ts";
import type { TaskCall } from "../language/program.ts";
import { nestedResult } from "./nested-execution.ts";
import type { Pattern } from "./resource.ts";
import type { TaskTokens } from "./task-tokens.ts";

export interface PatternDependencies {
  readonly tokens: TaskTokens;
  readonly executions: Pick<Executions, "find">;
}

/** Makes the task's call; resolves with its answer. */
type Call = () => Promise<unknown>;

/** What the task's result is, once its call was accepted. */
export const PATTERNS: Readonly<
  Record<Pattern, (task: TaskCall, call: Call, tools: PatternDependencies) => Promise<unknown>>
> = {
  requestResponse: (_task, call) => call(),
  sync: async (task, call, { executions }) => nestedResult(await submitted(task, call), executions, "text"),
  "sync:2": async (task, call, { executions }) => nestedResult(await submitted(task, call), executions, "json"),
  async waitForTaskToken(task, call, { tokens }) {
    const { token = "", heartbeatMs, signal } = task;
    const refused = new AbortController();
    const answer = tokens.wait({ token, heartbeatMs, signal: AbortSignal.any([signal, refused.signal]) });
    try {
      // Who gets the token may be faster than the call's own answer.
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
