import type { StackResource } from "../../template/model.ts";
import type { Describe } from "../contract/description/describe.ts";
import type { DescribedKey, DescribedTable } from "../contract/description/parts.ts";
import { resourceTypes, type TableProperties } from "./resource-types.ts";

/** Describes tables with their keys and indexes. */
export const describeTables: Describe = (resources) => ({
  tables: resources.filter(({ type }) => Object.hasOwn(resourceTypes, type)).map(describe),
});

function describe(resource: StackResource): DescribedTable {
  const properties = resource.properties as unknown as TableProperties;
  const { KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes, TimeToLiveSpecification: ttl } = properties;
  return {
    logicalId: resource.logicalId,
    name: resource.physicalId,
    arn: String(resource.attribute("Arn")),
    keys: keysOf(KeySchema, properties),
    indexes: [
      ...(GlobalSecondaryIndexes ?? []).map((index) => describeIndex("global", index, properties)),
      ...(LocalSecondaryIndexes ?? []).map((index) => describeIndex("local", index, properties)),
    ],
    ...(ttl?.Enabled && ttl.AttributeName !== undefined && { ttlAttribute: ttl.AttributeName }),
    ...(properties.StreamSpecification && { stream: properties.StreamSpecification.StreamViewType }),
  };
}

type Index = NonNullable<TableProperties["LocalSecondaryIndexes"]>[number];

function describeIndex(kind: "global" | "local", index: Index, properties: TableProperties) {
  const { IndexName: name, KeySchema, Projection } = index;
  return { name, kind, keys: keysOf(KeySchema, properties), projection: Projection.ProjectionType ?? "ALL" };
}

const keysOf = (schema: TableProperties["KeySchema"], { AttributeDefinitions }: TableProperties) =>
  schema.map(({ AttributeName: name, KeyType: role }): DescribedKey => {
    const definition = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    return { name, role, type: definition?.AttributeType ?? "S" };
  });
