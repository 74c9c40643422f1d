import { UserError } from "../../../../kernel/errors.ts";
import { predefined, StateError } from "../errors/state-error.ts";
import { compileNumberPath, refersTo } from "../expressions/path.ts";
import { compilePayloadTemplate } from "../expressions/payload-template.ts";
import type { Scope } from "../expressions/scope.ts";
import type { Visit, Work } from "../program.ts";
import { withDeadline } from "../run/waiting.ts";
import type { TaskFields } from "../schema.ts";
import { describeTask, type TaskEvents } from "./task-events.ts";

export const WAIT_FOR_TOKEN = ".waitForTaskToken";

/** Has the host do what the resource names, within the state's time. */
export function taskWork(fields: TaskFields): Work {
  const { Resource: resource, Credentials = {} } = fields;
  const timeoutOf = compileSeconds(fields.TimeoutSeconds, fields.TimeoutSecondsPath, "TimeoutSecondsPath");
  const heartbeatOf = compileSeconds(fields.HeartbeatSeconds, fields.HeartbeatSecondsPath, "HeartbeatSecondsPath");
  const credentials = compilePayloadTemplate(Credentials);
  return async (input, visit) => {
    const scope = visit.scope(visit.stateInput);
    const timeoutSeconds = timeoutOf(scope);
    const heartbeatSeconds = heartbeatOf(scope);
    const events = describeTask(resource, visit.context);
    events.scheduled(visit.trail, { input, timeoutSeconds, heartbeatSeconds });
    const task = {
      resource,
      input,
      roleArn: roleOf(credentials(scope)),
      token: visit.context.Task?.Token,
      heartbeatMs: toMs(heartbeatSeconds),
      submitted: (output: unknown) => events.submitted(visit.trail, output),
      callers: [visit.context.StateMachine.Id, visit.context.Execution.Id],
    };
    const result = await recorded(events, visit, () =>
      withDeadline(
        visit.host.clock,
        { limitMs: toMs(timeoutSeconds), reason: predefined("Timeout") },
        visit.signal,
        (signal) => visit.host.perform({ ...task, signal }),
      ),
    );
    return { result };
  };
}

async function recorded(events: TaskEvents, { trail }: Visit, perform: () => Promise<unknown>): Promise<unknown> {
  try {
    const result = await perform();
    events.succeeded(trail, result);
    return result;
  } catch (error) {
    if (error instanceof StateError) events.failed(trail, error);
    throw error;
  }
}

const toMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

function compileSeconds(
  constant: number | undefined,
  path: string | undefined,
  field: string,
): (scope: Scope) => number | undefined {
  if (path === undefined) return () => constant;
  if (constant !== undefined) throw new UserError(`A Task has ${field} or its constant form, not both.`);
  const rule = (seconds: number) =>
    seconds < 1 ? `The ${field} does not lead to a positive integer: ${seconds}` : undefined;
  return compileNumberPath(path, field, refersTo(field, "integer", rule));
}

function roleOf(credentials: unknown): string | undefined {
  const role: unknown =
    typeof credentials === "object" && credentials !== null ? Reflect.get(credentials, "RoleArn") : undefined;
  return typeof role === "string" ? role : undefined;
}
