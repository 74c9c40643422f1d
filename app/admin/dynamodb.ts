import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  DynamoDBServiceException,
  GetItemCommand,
  type GetItemCommandInput,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  type ScanCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { AwsApiError, type JsonApi } from "../src/aws/http/json-api.ts";

/** An input is what the app's table makes of one, as DynamoDB's JSON has it. */
type Send = (client: DynamoDBClient, input: never) => Promise<object>;

/** Operations of the table that commands use. */
const OPERATIONS: Readonly<Record<string, Send>> = {
  GetItem: (client, input: GetItemCommandInput) => client.send(new GetItemCommand(input)),
  Query: (client, input: QueryCommandInput) => client.send(new QueryCommand(input)),
  UpdateItem: (client, input: UpdateItemCommandInput) => client.send(new UpdateItemCommand(input)),
  DeleteItem: (client, input: DeleteItemCommandInput) => client.send(new DeleteItemCommand(input)),
  BatchWriteItem: (client, input: BatchWriteItemCommandInput) => client.send(new BatchWriteItemCommand(input)),
  TransactWriteItems: (client, input: TransactWriteItemsCommandInput) =>
    client.send(new TransactWriteItemsCommand(input)),
};

export interface DynamoDb extends JsonApi {
  /** Reads a whole table, and resolves with what its filter leaves. */
  scan<Item>(input: ScanCommandInput): Promise<readonly Item[]>;
}

/** Calls DynamoDB with the SDK's credentials, which may come from anywhere: a function has them in its environment. */
export function createDynamoDb(config: DynamoDBClientConfig): DynamoDb {
  const client = new DynamoDBClient(config);
  return {
    async call(operation, input) {
      const send = OPERATIONS[operation];
      if (!send) throw new Error(`No command does ${operation}.`);
      return { ...(await send(client, input as never).catch(rethrow(operation))) };
    },
    async scan<Item>(input: ScanCommandInput) {
      const found: Item[] = [];
      for await (const { Items = [] } of paginateScan({ client }, input))
        found.push(...Items.map((item) => unmarshall(item) as Item));
      return found;
    },
  };
}

/** Makes errors of the SDK those that the app's own calls fail with. */
const rethrow = (operation: string) => (error: unknown) => {
  if (!(error instanceof DynamoDBServiceException)) throw error;
  throw new AwsApiError(error.name, operation, { ...error, message: error.message });
};
