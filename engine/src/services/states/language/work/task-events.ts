import { parseArn } from "../../../../languages/arn.ts";
import { stringifyExactJson } from "../../../../languages/exact-json.ts";
import type { StateError } from "../errors/state-error.ts";
import type { ContextObject } from "../expressions/scope.ts";
import type { Trail } from "../run/trail.ts";

export interface ScheduledTask {
  readonly input: unknown;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** Events of a task in the history. */
export interface TaskEvents {
  scheduled(trail: Trail, task: ScheduledTask): void;
  submitted(trail: Trail, output: unknown): void;
  succeeded(trail: Trail, output: unknown): void;
  failed(trail: Trail, error: StateError): void;
}

/** A function that is named by its ARN has events of its own; all else is a service's task. */
export function describeTask(resource: string, context: ContextObject): TaskEvents {
  return parseArn(resource)?.service === "lambda" ? functionEvents(resource) : serviceEvents(resource, context);
}

const outcomeOf = ({ error }: StateError) => (error === "States.Timeout" ? "TimedOut" : "Failed");

const causeOf = ({ error, cause }: StateError) => ({ error, cause });

const functionEvents = (resource: string): TaskEvents => ({
  scheduled(trail, { input, timeoutSeconds }) {
    trail.add("LambdaFunctionScheduled", {
      resource,
      input: stringifyExactJson(input),
      timeoutInSeconds: timeoutSeconds,
    });
    trail.add("LambdaFunctionStarted");
  },
  submitted: () => undefined,
  succeeded: (trail, output) => trail.add("LambdaFunctionSucceeded", { output: stringifyExactJson(output) }),
  failed: (trail, error) => trail.add(`LambdaFunction${outcomeOf(error)}`, causeOf(error)),
});

/** `arn:aws:states:::sqs:sendMessage.waitForTaskToken`: the type is `sqs`, the resource the rest. */
function serviceEvents(arn: string, { Execution }: ContextObject): TaskEvents {
  const name = parseArn(arn)?.resource ?? arn;
  const at = name.lastIndexOf(":", name.endsWith(":2") ? name.length - 3 : undefined);
  const about = { resourceType: name.slice(0, at), resource: name.slice(at + 1) };
  return {
    scheduled(trail, { input, timeoutSeconds, heartbeatSeconds }) {
      trail.add("TaskScheduled", {
        ...about,
        region: parseArn(Execution.Id)?.region,
        parameters: stringifyExactJson(input),
        timeoutInSeconds: timeoutSeconds,
        heartbeatInSeconds: heartbeatSeconds,
      });
      trail.add("TaskStarted", about);
    },
    submitted: (trail, output) => trail.add("TaskSubmitted", { ...about, output: stringifyExactJson(output) }),
    succeeded: (trail, output) => trail.add("TaskSucceeded", { ...about, output: stringifyExactJson(output) }),
    failed: (trail, error) => trail.add(`Task${outcomeOf(error)}`, { ...about, ...causeOf(error) }),
  };
}
