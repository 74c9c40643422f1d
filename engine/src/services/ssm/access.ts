import { type AccessRow, accessByOperation, arnIn, each, listOf, memberConditions, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { withoutArn } from "./parameters.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

/** A name with or without its leading slash, `name:version`, `name:label`, or an ARN; of a path the slash at the end stays. */
function parameterArn(reference: unknown, { stack }: Context): string {
  const path = withoutArn(textOf(reference))
    .replace(/:[^:/]*$/, "")
    .replace(/^\//, "");
  return arnIn(stack, "ssm", `parameter/${path}`);
}

const onParameter: Row = ({ Name }, context) => [{ resource: parameterArn(Name, context) }];

const onParameters: Row = ({ Names }, context) =>
  [...new Set(listOf(Names).map((name) => parameterArn(name, context)))].map((resource) => ({ resource }));

const getParametersByPath: Row = (input, context) => [
  { resource: parameterArn(input.Path, context), context: memberConditions("ssm", input, ["Recursive"]) },
];

const putParameter: Row = (input, context) => [
  { resource: parameterArn(input.Name, context), context: memberConditions("ssm", input, ["Overwrite", "Policies"]) },
];

/** Of the resources that Systems Manager tags only parameters are here. */
const onTagged: Row = ({ ResourceType, ResourceId }, context) => [
  { resource: ResourceType === "Parameter" ? parameterArn(ResourceId, context) : "*" },
];

/**
 * Permissions that a call needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export const accessOf = accessByOperation<Context>("ssm", {
  ...each(
    ["DeleteParameter", "GetParameter", "GetParameterHistory", "LabelParameterVersion", "UnlabelParameterVersion"],
    onParameter,
  ),
  ...each(["DeleteParameters", "GetParameters"], onParameters),
  ...each(["AddTagsToResource", "ListTagsForResource", "RemoveTagsFromResource"], onTagged),
  GetParametersByPath: getParametersByPath,
  PutParameter: putParameter,
});
