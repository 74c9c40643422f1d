import {
  type CloudFormationClient,
  type Stack as DescribedStack,
  DescribeStacksCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { UsageError } from "./usage-error.ts";

interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** A deployed stack as CloudFormation knows it: physical names are cut, so nothing is looked up by a part of one. */
export interface Description {
  /** The bus that its rules listen on. */
  readonly busName: string;
  /** Events count from these only. */
  readonly sources: readonly string[];
  readonly tableName: string;
  /** Logical id and URL of each queue. */
  readonly queues: readonly { readonly name: string; readonly url: string }[];
}

/** Throws a `UsageError` when there is no such stack, or it is none of this app's. */
export async function describeStack(client: CloudFormationClient, stackName: string): Promise<Description> {
  const { Outputs = [], Parameters = [] } = await find(client, stackName);
  const resources = await resourcesOf(client, stackName);
  const table = resources.find(({ logicalId }) => logicalId === "ConnectionsTable");
  const busName = Outputs.find(({ OutputKey }) => OutputKey === "EventBusName")?.OutputValue;
  const sources = Parameters.find(({ ParameterKey }) => ParameterKey === "PublisherSources")?.ParameterValue;
  if (!table || !busName || !sources)
    throw new UsageError(`The stack ${stackName} is none of this app: it lacks its table, bus or sources.`);
  return {
    busName,
    sources: sources.split(",").map((source) => source.trim()),
    tableName: table.physicalId,
    queues: resources.flatMap(({ type, logicalId, physicalId }) =>
      type === "AWS::SQS::Queue" ? [{ name: logicalId, url: physicalId }] : [],
    ),
  };
}

async function find(client: CloudFormationClient, StackName: string): Promise<DescribedStack> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    if (stack) return stack;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("does not exist"))) throw error;
  }
  throw new UsageError(`There is no stack ${StackName} here. Name another with --stack-name.`);
}

async function resourcesOf(client: CloudFormationClient, StackName: string): Promise<readonly StackResource[]> {
  const found: StackResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { LogicalResourceId = "", PhysicalResourceId = "", ResourceType = "" } of StackResourceSummaries)
      found.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId, type: ResourceType });
  return found;
}
