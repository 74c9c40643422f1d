import { type AccessRow, accessByOperation, as, each, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { eventSourceMappingArn, functionArn, parseFunctionReference } from "./configuration/function-reference.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

/** Needs the function, however the caller names it: a policy names it by its ARN, qualified where the call is. */
const onFunction: Row = ({ FunctionName, Qualifier }, { stack }) => {
  const reference = parseFunctionReference(textOf(FunctionName));
  if (!reference) return [{ resource: "*" }];
  const qualifier = reference.qualifier ?? (textOf(Qualifier) || undefined);
  return [{ resource: functionArn(stack, { name: reference.name, qualifier }) }];
};

const onMapping: Row = ({ UUID }, { stack }) => [{ resource: eventSourceMappingArn(stack, textOf(UUID)) }];

/**
 * The actions and resources that a call needs to be allowed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export const accessOf = accessByOperation<Context>("lambda", {
  ...each(["GetFunction", "GetFunctionConfiguration", "GetPolicy", "InvokeAsync"], onFunction),
  ...each(["DeleteEventSourceMapping", "GetEventSourceMapping", "UpdateEventSourceMapping"], onMapping),
  Invoke: as("InvokeFunction", onFunction),
  InvokeWithResponseStream: as("InvokeFunction", onFunction),
});
