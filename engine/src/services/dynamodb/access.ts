import { type AccessRow, accessByOperation, each, listOf, type Need, recordOf, textOf } from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";
import { itemConditions } from "./access/item-conditions.ts";
import { statementNeed } from "./access/partiql.ts";
import { partitionKeyOf } from "./access/partition-key.ts";
import { streamArn, tableArn, tableNameOf } from "./store/arns.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

/** Name of the table, however the caller writes it: an operation here is always on this account's table. */
const nameOf = (value: unknown) => tableNameOf(textOf(value));

const onTable: Row = ({ TableName }, { stack }) => [{ resource: tableArn(nameOf(TableName), stack) }];
const onStream: Row = ({ StreamArn }, { stack }) => [{ resource: streamArn(nameOf(StreamArn), stack) }];
const onResource: Row = ({ ResourceArn }, { stack }) => [{ resource: tableArn(nameOf(ResourceArn), stack) }];

function onItems(tableName: string, parts: readonly unknown[], { stack }: Context): Need {
  return {
    resource: tableArn(tableName, stack),
    context: itemConditions(parts.map(recordOf), partitionKeyOf(stack, tableName)),
  };
}

const onItem: Row = (input, context) => [onItems(nameOf(input.TableName), [input], context)];

/** An index is a resource of its own: who reads it needs nothing on the table. */
const onIndex: Row = (input, { stack }) => {
  const [tableName, indexName] = [nameOf(input.TableName), textOf(input.IndexName)];
  return [
    {
      resource: tableArn(tableName, stack) + (indexName && `/index/${indexName}`),
      context: itemConditions([input], partitionKeyOf(stack, tableName, indexName)),
    },
  ];
};

/** A batch needs one action of its own on each of its tables. */
const onTables =
  (partsOf: (requests: unknown) => readonly unknown[]): Row =>
  ({ RequestItems, ReturnConsumedCapacity }, context) =>
    Object.entries(recordOf(RequestItems)).map(([table, requests]) =>
      onItems(nameOf(table), [{ ReturnConsumedCapacity }, ...partsOf(requests)], context),
    );

const keysOf = (requests: unknown) => [requests, ...listOf(recordOf(requests).Keys).map((Key) => ({ Key }))];
const writesOf = (requests: unknown) => listOf(requests).flatMap((request) => Object.values(recordOf(request)));

/** A transaction needs the action of each of its items. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

const onTransaction =
  (operation: string): Row =>
  ({ TransactItems }, context) =>
    listOf(TransactItems)
      .flatMap((item) => Object.entries(recordOf(item)))
      .map(([kind, part]) => ({
        ...enclosed(operation, onItems(nameOf(recordOf(part).TableName), [part], context)),
        action: TRANSACTION_ACTIONS[kind] ?? kind,
      }));

const enclosed = (operation: string, need: Need): Need => ({
  ...need,
  context: { ...need.context, "dynamodb:EnclosingOperation": operation },
});

/** A statement of PartiQL needs the action of its verb. */
const executeStatement: Row = (input, { stack }) => statementNeed(input, stack);

const executeStatements =
  (member: string, operation: string): Row =>
  (input, { stack }) =>
    listOf(input[member])
      .flatMap((statement) => statementNeed(recordOf(statement), stack))
      .map((need) => enclosed(operation, need));

/** A shard iterator is the store's: some hold the stream's ARN as AWS's do, the bundled one's the table's name in Base64. */
const getRecords: Row = ({ ShardIterator }, { stack }) => {
  const iterator = textOf(ShardIterator);
  const name = iterator.includes(":table/")
    ? tableNameOf(iterator.slice(iterator.indexOf("arn:")))
    : /"table_name":"([^"]+)"/.exec(Buffer.from(iterator, "base64").toString())?.[1];
  return [{ resource: name === undefined ? "*" : streamArn(name, stack) }];
};

/**
 * The actions and resources that a call needs to be allowed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const accessOf = accessByOperation<Context>("dynamodb", {
  ...each(["DeleteItem", "GetItem", "PutItem", "UpdateItem"], onItem),
  ...each(["Query", "Scan"], onIndex),
  BatchGetItem: onTables(keysOf),
  BatchWriteItem: onTables(writesOf),
  TransactGetItems: onTransaction("TransactGetItems"),
  TransactWriteItems: onTransaction("TransactWriteItems"),
  ExecuteStatement: executeStatement,
  BatchExecuteStatement: executeStatements("Statements", "BatchExecuteStatement"),
  ExecuteTransaction: executeStatements("TransactStatements", "ExecuteTransaction"),
  ...each(
    [
      "CreateBackup",
      "CreateTable",
      "DeleteTable",
      "DescribeContinuousBackups",
      "DescribeContributorInsights",
      "DescribeKinesisStreamingDestination",
      "DescribeTable",
      "DescribeTimeToLive",
      "UpdateContinuousBackups",
      "UpdateTable",
      "UpdateTimeToLive",
    ],
    onTable,
  ),
  ...each(["ListTagsOfResource", "TagResource", "UntagResource"], onResource),
  ...each(["DescribeStream", "GetShardIterator"], onStream),
  GetRecords: getRecords,
  // IAM knows no resource here, yet this is what AWS evaluates and names when it refuses.
  ListTables: (_input, { stack }) => [{ resource: tableArn("*", stack) }],
});
