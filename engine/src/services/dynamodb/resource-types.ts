import { z } from "zod";
import type { ResourceType, StackResource } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";
import { hasSingleKeys, MULTI_ATTRIBUTE_KEY } from "./multi-attribute-keys.ts";
import { streamArn, tableArn } from "./store/arns.ts";

const keySchema = z
  .array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }))
  .refine(hasSingleKeys, { error: MULTI_ATTRIBUTE_KEY });
const attributeDefinitions = z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }));
const projection = z.object({
  ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]).optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const throughput = z.object({ ReadCapacityUnits: z.coerce.number(), WriteCapacityUnits: z.coerce.number() });
const index = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });
const timeToLive = z.object({
  AttributeName: z.string().optional(),
  Enabled: z.union([z.boolean(), z.stringbool()]),
});
const stream = z.object({
  StreamViewType: z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]),
});

const table = z.object({
  TableName: z.string().optional(),
  AttributeDefinitions: attributeDefinitions,
  KeySchema: keySchema,
  BillingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).optional(),
  ProvisionedThroughput: throughput.optional(),
  GlobalSecondaryIndexes: z.array(index.extend({ ProvisionedThroughput: throughput.optional() })).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: stream.optional(),
  TimeToLiveSpecification: timeToLive.optional(),
});

export type TableProperties = z.output<typeof table>;

/** Capacity is given per replica here, and nothing throttles by it: such a table is created as pay-per-request. */
const globalTable = z
  .object({
    TableName: z.string().optional(),
    AttributeDefinitions: attributeDefinitions,
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(index).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    StreamSpecification: stream.optional(),
    TimeToLiveSpecification: timeToLive.optional(),
  })
  .transform((properties): TableProperties => ({ ...properties, BillingMode: "PAY_PER_REQUEST" }));

const nameOf: ResourceType["ref"] = (logicalId, { TableName }, stack) =>
  typeof TableName === "string" ? TableName : physicalName(logicalId, stack);

function tableType(schema: ResourceType<TableProperties>["schema"]): ResourceType<TableProperties> {
  return { schema, ref: nameOf, attributes: { Arn: tableArn, StreamArn: streamArn } };
}

export const resourceTypes = {
  "AWS::DynamoDB::Table": tableType(table),
  "AWS::DynamoDB::GlobalTable": tableType(globalTable),
} satisfies Record<string, ResourceType<TableProperties>>;

export const propertiesOf = ({ type, properties }: Pick<StackResource, "type" | "properties">): TableProperties =>
  resourceTypes[type as keyof typeof resourceTypes].schema.parse(properties);
