import { UserError } from "../kernel/errors.ts";
import { listNames } from "../kernel/words/list-names.ts";
import { nearestName } from "../kernel/words/nearest-name.ts";
import type { Answer, RunningEngine } from "./running-engine.ts";

export interface RunningResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export interface RunningFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** A version or an alias; undefined when the function itself is named. */
  readonly qualifier: string | undefined;
}

/** The stack of a running engine, as CloudFormation tells it. */
export interface RunningStack {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly RunningResource[];
  readonly functions: readonly RunningFunction[];
}

export async function readStack(engine: RunningEngine): Promise<RunningStack> {
  const { Stacks } = await engine.query("cloudformation", "DescribeStacks", {});
  const [stack] = Stacks as readonly { readonly StackId: string; readonly StackName: string }[];
  const { StackId = "", StackName: name = "" } = stack ?? {};
  const [, partition = "", , region = "", accountId = ""] = StackId.split(":");
  const resources = await readResources(engine, name);
  const functions = resources
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ logicalId, physicalId }) => ({
      logicalId,
      name: physicalId,
      arn: `arn:${partition}:lambda:${region}:${accountId}:function:${physicalId}`,
      qualifier: undefined,
    }));
  return { name, partition, region, accountId, resources, functions };
}

async function readResources(engine: RunningEngine, stackName: string): Promise<readonly RunningResource[]> {
  const resources: RunningResource[] = [];
  let page: Answer = {};
  do {
    const next = typeof page.NextToken === "string" ? { NextToken: page.NextToken } : undefined;
    page = await engine.query("cloudformation", "ListStackResources", { StackName: stackName, ...next });
    const summaries = page.StackResourceSummaries as readonly Readonly<Record<string, string>>[];
    for (const { LogicalResourceId = "", PhysicalResourceId = "", ResourceType = "" } of summaries)
      resources.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId, type: ResourceType });
  } while (page.NextToken !== undefined);
  return resources;
}

const MOST_NAMES = 20;

/** A function's name, partial ARN or ARN, each with or without a qualifier. A logical id of a nested stack has slashes. */
const REFERENCE = /^(?:.*\bfunction:)?([\w/-]+)(?::(\$LATEST|[\w-]+))?$/;

/** End of a logical id that CDK has made of a construct's path. */
const CDK_HASH = /[0-9A-F]{8}$/;

/**
 * Finds a function by its logical id, its name, its ARN, or its construct in CDK where there is one of that name. Throws a
 * `UserError` that names the one that was meant.
 */
export function findFunction(reference: string, { functions }: Pick<RunningStack, "functions">): RunningFunction {
  const [, wanted, qualifier] = REFERENCE.exec(reference) ?? [];
  const constructs = functions.filter(({ logicalId }) => logicalId.replace(CDK_HASH, "") === wanted);
  const found =
    functions.find(({ logicalId }) => logicalId === wanted) ??
    functions.find(({ name }) => name === wanted) ??
    (constructs.length === 1 ? constructs[0] : undefined);
  if (found) return { ...found, qualifier };
  const names = functions.map(({ logicalId }) => logicalId);
  if (names.length === 0) throw new UserError(`There is no function ${reference}: the stack has none.`);
  const meant = nearestName(wanted ?? reference, [...names, ...functions.map(({ name }) => name)]);
  throw new UserError(`There is no function ${reference}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`, {
    hint: `Functions that run there: ${listNames(names, MOST_NAMES)}.`,
  });
}
