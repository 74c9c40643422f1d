import { z } from "zod";
import type { Stack, StackResource } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import { operation } from "../contract/operation.ts";
import { paginate } from "../contract/paging.ts";
import type { ServiceContext } from "../contract/service.ts";
import { checkNamed, noSuchResource, validationError } from "./stack-name.ts";

/**
 * The most resources in one answer.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
const MOST_RESOURCES = 100;

const ofStack = z.object({ StackName: z.string() });
const oneResource = ofStack.extend({ LogicalResourceId: z.string() });
const someResources = z.object({
  StackName: z.string().optional(),
  LogicalResourceId: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
});
const nextPage = ofStack.extend({ NextToken: z.string().optional() });

type Described = Readonly<Record<string, string>>;

function describe({ logicalId, physicalId, type }: StackResource): Described {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: "CREATE_COMPLETE",
  };
}

const stackOf = ({ name, id }: Stack): Described => ({ StackName: name, StackId: id });

function find(logicalId: string, stack: Stack): StackResource {
  const resource = stack.resources.get(logicalId);
  if (!resource) throw noSuchResource(logicalId, stack);
  return resource;
}

export const describeStackResource = ({ stack }: ServiceContext, createdAt: string): Operation =>
  operation(
    oneResource,
    ({ StackName, LogicalResourceId }) => {
      checkNamed(StackName, stack);
      const resource = find(LogicalResourceId, stack);
      const detail = {
        ...stackOf(stack),
        ...describe(resource),
        LastUpdatedTimestamp: createdAt,
        Metadata: JSON.stringify(resource.metadata),
      };
      return { StackResourceDetail: detail };
    },
    "ValidationError",
  );

/** All of a stack that is named, one of them, or all of the stack that a resource's physical id belongs to. */
function choose(
  { StackName, LogicalResourceId, PhysicalResourceId }: z.output<typeof someResources>,
  stack: Stack,
): readonly StackResource[] {
  const all = [...stack.resources.values()];
  if (PhysicalResourceId !== undefined) {
    if (StackName !== undefined)
      throw validationError("You cannot specify both StackName and PhysicalResourceId in the same request");
    if (all.some(({ physicalId }) => physicalId === PhysicalResourceId)) return all;
    throw validationError(`Stack for ${PhysicalResourceId} does not exist`);
  }
  if (StackName === undefined) throw validationError("Either StackName or PhysicalResourceId must be specified");
  checkNamed(StackName, stack);
  return LogicalResourceId === undefined ? all : [find(LogicalResourceId, stack)];
}

/** Answers the first 100: a caller who wants more than that lists them. */
export const describeStackResources = ({ stack }: ServiceContext, createdAt: string): Operation =>
  operation(
    someResources,
    (input) => {
      const wanted = choose(input, stack);
      return {
        StackResources: wanted
          .slice(0, MOST_RESOURCES)
          .map((resource) => ({ ...stackOf(stack), ...describe(resource), Timestamp: createdAt })),
      };
    },
    "ValidationError",
  );

export const listStackResources = ({ stack }: ServiceContext, createdAt: string): Operation =>
  operation(
    nextPage,
    ({ StackName, NextToken }) => {
      checkNamed(StackName, stack);
      const all = [...stack.resources.values()];
      const { page, nextToken } = paginate(all, { maxResults: MOST_RESOURCES, nextToken: NextToken });
      return {
        StackResourceSummaries: page.map((each) => ({ ...describe(each), LastUpdatedTimestamp: createdAt })),
        NextToken: nextToken,
      };
    },
    "ValidationError",
  );
