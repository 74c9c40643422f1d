import type { Stack, StackResource } from "../../../template/model.ts";

/**
 * The event that asks for the creation of a custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-create.html
 */
export interface CreateRequest {
  readonly RequestType: "Create";
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceProperties: unknown;
}

/** A call of a custom resource that is under way. */
export interface Call {
  readonly resource: StackResource;
  readonly requestId: string;
  readonly responseUrl: string;
}

/** The ARN of the function or topic that makes a custom resource. */
export const serviceTokenOf = ({ properties }: StackResource): string => String(properties.ServiceToken ?? "");

export function createRequest({ resource, requestId, responseUrl }: Call, stack: Stack): CreateRequest {
  return {
    RequestType: "Create",
    ServiceToken: serviceTokenOf(resource),
    ResponseURL: responseUrl,
    StackId: stackIdOf(resource, stack),
    RequestId: requestId,
    LogicalResourceId: resource.logicalId.slice(resource.logicalId.lastIndexOf("/") + 1),
    ResourceType: resource.type,
    ResourceProperties: asTexts(resource.properties),
  };
}

/** The id of the stack that a resource belongs to: a nested one's is its resource's `Ref`. */
export function stackIdOf({ logicalId }: StackResource, stack: Stack): string {
  const outer = logicalId.slice(0, Math.max(0, logicalId.lastIndexOf("/")));
  return stack.resources.get(outer)?.physicalId ?? stack.id;
}

/** CloudFormation sends numbers and booleans as text, however deep they are. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== "object" || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asTexts(part)]));
}
