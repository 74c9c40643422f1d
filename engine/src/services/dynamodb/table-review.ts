import type { Notice, StackResource } from "../../template/model.ts";
import { propertiesOf, type TableProperties } from "./resource-types.ts";

type Index = NonNullable<TableProperties["LocalSecondaryIndexes"]>[number];

/** A table as a template asks for it. */
interface Wanted extends TableProperties {
  readonly name: string;
}

/** Says what DynamoDB refuses in a table; undefined when it has nothing to say. */
type Check = (table: Wanted) => string | undefined;

/** API reference of DynamoDB, `CreateTable`: names of tables and indexes. */
const NAME = /^[\w.-]+$/;
const SHORTEST_NAME = 3;
const LONGEST_NAME = 255;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-secondary-indexes */
const MOST_GLOBAL_INDEXES = 20;
const MOST_LOCAL_INDEXES = 5;

const invalid = (reason: string) => `One or more parameter values were invalid: ${reason}`;

const NEITHER = "Neither ReadCapacityUnits nor WriteCapacityUnits";

const unsatisfied = (value: unknown, member: string, rule: string) =>
  `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`;

const globals = ({ GlobalSecondaryIndexes = [] }: TableProperties): readonly Index[] => GlobalSecondaryIndexes;
const locals = ({ LocalSecondaryIndexes = [] }: TableProperties): readonly Index[] => LocalSecondaryIndexes;
const indexes = (table: TableProperties) => [...globals(table), ...locals(table)];

const keysOf = ({ KeySchema }: Pick<Index, "KeySchema">) => KeySchema.map(({ AttributeName }) => AttributeName);
const listed = (names: Iterable<string>) => `[${[...names].join(", ")}]`;

const nameProblem = (name: string, member: string): string | undefined => {
  if (!NAME.test(name)) return unsatisfied(name, member, "satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  if (name.length < SHORTEST_NAME)
    return unsatisfied(name, member, `have length greater than or equal to ${SHORTEST_NAME}`);
  return name.length > LONGEST_NAME
    ? unsatisfied(name, member, `have length less than or equal to ${LONGEST_NAME}`)
    : undefined;
};

/** The first thing that a check finds to say of any of several. */
const firstOf = <T>(items: readonly T[], problem: (item: T, index: number) => string | undefined) =>
  items.map(problem).find((message) => message !== undefined);

const names: Check = (table) =>
  nameProblem(table.name, "tableName") ??
  firstOf(globals(table), ({ IndexName }, at) =>
    nameProblem(IndexName, `globalSecondaryIndexes.${at + 1}.member.indexName`),
  ) ??
  firstOf(locals(table), ({ IndexName }, at) =>
    nameProblem(IndexName, `localSecondaryIndexes.${at + 1}.member.indexName`),
  );

const keys: Check = (table) =>
  firstOf([table, ...indexes(table)], (holder) => {
    const [first, ...others] = holder.KeySchema;
    if (!first) return unsatisfied("[]", "keySchema", "have length greater than or equal to 1");
    if (first.KeyType !== "HASH") return "Invalid KeySchema: The first KeySchemaElement is not a HASH key type";
    return others.some(({ AttributeName }) => AttributeName === first.AttributeName)
      ? "Both the Hash Key and the Range Key element in the KeySchema have the same name"
      : undefined;
  });

const attributes: Check = (table) => {
  const defined = table.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const twice = defined.find((name, at) => defined.indexOf(name) !== at);
  if (twice !== undefined) return `Attribute Name is duplicated: ${twice}`;
  const missing = firstOf([table, ...indexes(table)], (holder) =>
    keysOf(holder).every((name) => defined.includes(name))
      ? undefined
      : `Some index key attributes are not defined in AttributeDefinitions. Keys: ${listed(keysOf(holder))}, AttributeDefinitions: ${listed(defined)}`,
  );
  if (missing !== undefined) return invalid(missing);
  const used = new Set([table, ...indexes(table)].flatMap(keysOf));
  return defined.length === used.size
    ? undefined
    : invalid(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
      );
};

const counts: Check = (table) => {
  const all = indexes(table).map(({ IndexName }) => IndexName);
  const twice = all.find((name, at) => all.indexOf(name) !== at);
  if (twice !== undefined) return invalid(`Duplicate index name: ${twice}`);
  if (globals(table).length > MOST_GLOBAL_INDEXES)
    return invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL_INDEXES}`);
  return locals(table).length > MOST_LOCAL_INDEXES
    ? invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL_INDEXES}`)
    : undefined;
};

const projections: Check = (table) =>
  firstOf(indexes(table), ({ Projection: { ProjectionType, NonKeyAttributes } }) => {
    if (ProjectionType === undefined) return invalid("Unknown ProjectionType: null");
    if (ProjectionType === "INCLUDE" && !NonKeyAttributes)
      return invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    return ProjectionType !== "INCLUDE" && NonKeyAttributes
      ? invalid(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`)
      : undefined;
  });

const localKeys: Check = (table) => {
  const [hash, range] = keysOf(table);
  return firstOf(locals(table), (index) => {
    if (range === undefined)
      return invalid(
        "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
      );
    const [own] = keysOf(index);
    return own === hash
      ? undefined
      : invalid(
          `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${own}, table hash key: ${hash}`,
        );
  });
};

type Throughput = TableProperties["ProvisionedThroughput"];

const tooLittle = (throughput: Throughput, holder: string) =>
  firstOf(["WriteCapacityUnits", "ReadCapacityUnits"] as const, (unit) => {
    const value = throughput?.[unit] ?? 1;
    const member = `${holder}.${unit.charAt(0).toLowerCase()}${unit.slice(1)}`;
    return value >= 1 ? undefined : unsatisfied(value, member, "have value greater than or equal to 1");
  });

const capacity: Check = ({ BillingMode = "PROVISIONED", ProvisionedThroughput }) => {
  const wrong = tooLittle(ProvisionedThroughput, "provisionedThroughput");
  if (wrong !== undefined) return wrong;
  if (BillingMode === "PAY_PER_REQUEST" && ProvisionedThroughput)
    return invalid(`${NEITHER} can be specified when BillingMode is PAY_PER_REQUEST`);
  return BillingMode === "PROVISIONED" && !ProvisionedThroughput
    ? invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
    : undefined;
};

/** An index has a capacity of its own where its table has one. */
const indexCapacity: Check = ({ BillingMode = "PROVISIONED", GlobalSecondaryIndexes = [] }) =>
  firstOf(GlobalSecondaryIndexes, ({ IndexName, ProvisionedThroughput }, at) => {
    const wrong = tooLittle(ProvisionedThroughput, `globalSecondaryIndexes.${at + 1}.member.provisionedThroughput`);
    if (wrong !== undefined) return wrong;
    if (BillingMode === "PAY_PER_REQUEST" && ProvisionedThroughput)
      return invalid(`${NEITHER} can be specified for index: ${IndexName} when BillingMode is PAY_PER_REQUEST`);
    return BillingMode === "PROVISIONED" && !ProvisionedThroughput
      ? invalid(`Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: ${IndexName}`)
      : undefined;
  });

const CHECKS: readonly Check[] = [names, keys, counts, attributes, projections, localKeys, capacity, indexCapacity];

/** Says of a table, in DynamoDB's words, what it would refuse when the stack is deployed, and refuses at the start here. */
export function reviewTable(resource: StackResource): readonly Notice[] {
  const { logicalId, location, physicalId: name } = resource;
  const table: Wanted = { ...propertiesOf(resource), name };
  const message = CHECKS.map((check) => check(table)).find((found) => found !== undefined);
  if (message === undefined) return [];
  return [{ severity: "error", code: "invalid-table", message, logicalId, location }];
}
