import { stableId } from "../../kernel/random.ts";
import { NO_VALUE } from "../intrinsics/call.ts";
import type { StackIdentity } from "../model.ts";

interface Partition {
  readonly partition: string;
  readonly urlSuffix: string;
}

const COMMERCIAL: Partition = { partition: "aws", urlSuffix: "amazonaws.com" };

/** Regions outside of the commercial partition, by the start of their names. */
const PARTITIONS: readonly (readonly [prefix: string, Partition])[] = [
  ["cn-", { partition: "aws-cn", urlSuffix: "amazonaws.com.cn" }],
  ["us-gov-", { partition: "aws-us-gov", urlSuffix: "amazonaws.com" }],
];

/** The stack of that name as AWS would know it; its id is the same at every start. */
export function identify(name: string, region: string, accountId: string): StackIdentity {
  const [, place] = PARTITIONS.find(([prefix]) => region.startsWith(prefix)) ?? ["", COMMERCIAL];
  const hex = stableId(`${accountId}/${region}/${name}`, 32, "0123456789abcdef");
  const uuid = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
  const id = `arn:${place.partition}:cloudformation:${region}:${accountId}:stack/${name}/${uuid}`;
  return { name, id, region, accountId, ...place };
}

/** The values of `Ref` for the names that exist in every template. */
export const pseudoParameters = (stack: StackIdentity): Readonly<Record<string, unknown>> => ({
  "AWS::AccountId": stack.accountId,
  "AWS::NoValue": NO_VALUE,
  "AWS::NotificationARNs": [],
  "AWS::Partition": stack.partition,
  "AWS::Region": stack.region,
  "AWS::StackId": stack.id,
  "AWS::StackName": stack.name,
  "AWS::URLSuffix": stack.urlSuffix,
});
