import type { Notice, Stack, StackResource } from "../../../template/model.ts";

/** An answer of API Gateway's control plane to what a template asks it to create. */
export interface DeploymentError {
  /** As in `Notice`. */
  readonly code: string;
  readonly status: 400 | 409;
  /** In AWS's words where they are known. */
  readonly message: string;
  /** Of the property that it is about. */
  readonly property: string;
}

const EXCEPTIONS: Readonly<Record<DeploymentError["status"], string>> = {
  400: "BadRequestException",
  409: "ConflictException",
};

/** An error that stops the start, as AWS stops the deployment: `… (Status Code: 409; Error Code: ConflictException)`. */
export function deploymentError(
  { logicalId }: Pick<StackResource, "logicalId">,
  { code, status, message, property }: DeploymentError,
  stack: Pick<Stack, "locate">,
): Notice {
  return {
    severity: "error",
    code,
    logicalId,
    location: stack.locate(logicalId, ["Properties", property]),
    message: `${message} (Status Code: ${status}; Error Code: ${EXCEPTIONS[status]})`,
  };
}
