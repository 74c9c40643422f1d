import { parseArn } from "../../../languages/arn.ts";
import type { Integration } from "./integration.ts";
import { invokeFunction } from "./lambda.ts";
import { OPTIMIZED } from "./optimized.ts";
import { SDK_SERVICES, sdkCall } from "./sdk-services.ts";

/** Service integration patterns: until when a task goes on after its call was accepted. */
const PATTERNS = ["requestResponse", "sync", "sync:2", "waitForTaskToken"] as const;

export type Pattern = (typeof PATTERNS)[number];

/** Target of the `Resource` of a Task state. */
export type TaskResource =
  | { readonly kind: "function"; readonly arn: string }
  | { readonly kind: "integration"; readonly run: Integration; readonly pattern: Pattern }
  /** Nothing here does it; `reason` names service and action. */
  | { readonly kind: "unavailable"; readonly reason: string };

/** `sqs:sendMessage.waitForTaskToken`, `aws-sdk:ssm:getParameter` */
const SERVICE_ACTION = /^(aws-sdk:)?([\w-]+):(\w+)(?:\.([\w:]+))?$/;

/** Looks up the target of a task; never throws. */
export function resolveTask(resource: string): TaskResource {
  const arn = parseArn(resource);
  if (arn?.service === "lambda") return { kind: "function", arn: resource };
  const match = arn?.service === "states" && arn.accountId === "" ? SERVICE_ACTION.exec(arn.resource) : null;
  const [, sdk, service = "", action = "", ending = "requestResponse"] = match ?? [];
  const pattern = PATTERNS.find((name) => name === ending);
  const run = integrationOf(service, action, sdk !== undefined);
  if (run && pattern) return { kind: "integration", run, pattern };
  return unavailable(match ? `${service} (${action})` : resource);
}

/** The call of a service's action; undefined for one that does not run here. */
function integrationOf(service: string, action: string, isSdk: boolean): Integration | undefined {
  if (!isSdk) return OPTIMIZED.get(`${service}:${action}`);
  if (service === "lambda" && action === "invoke") return invokeFunction;
  const found = SDK_SERVICES.get(service);
  return found && sdkCall(found, action);
}

const unavailable = (what: string): TaskResource => ({
  kind: "unavailable",
  reason: `${what} does not run here as a task. No call left this machine.`,
});
