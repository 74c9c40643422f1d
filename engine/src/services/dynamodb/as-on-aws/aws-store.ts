import { ServiceError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { listOf, objectOf, own } from "../../../template/plain-data.ts";
import type { HttpReply } from "../../../wire/http.ts";
import { callOperation, type Store } from "../store/client.ts";
import type { SupervisedStore } from "../store/supervisor.ts";
import type { CallStore, Input, Output } from "./call-store.ts";
import { checked, type SchemaOf } from "./expressions.ts";
import { setsElements, transactWriteItems } from "./far-elements.ts";
import { awsWords } from "./messages.ts";
import { mayFetch, query, transactGetItems } from "./projections.ts";
import * as streams from "./stream-operations.ts";
import { mayDiffer, updateItem } from "./updates.ts";

/** The operations that the bundled store does in another way than DynamoDB. */
const OPERATIONS: Readonly<Record<string, streams.AwsOperation>> = {
  CreateTable: streams.createTable,
  DeleteTable: streams.deleteTable,
  DescribeStream: streams.describeStream,
  DescribeTable: streams.describeTable,
  ExecuteTransaction: executeTransaction,
  GetRecords: streams.getRecords,
  GetShardIterator: streams.getShardIterator,
  Query: query,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
  UpdateTable: streams.updateTable,
};

/** Statements that write have no answers. */
async function executeTransaction(input: Input, call: CallStore): Promise<Output> {
  const output = await call("ExecuteTransaction", input);
  const reads = listOf(input.TransactStatements).some((each) => /^\s*SELECT\b/i.test(String(objectOf(each).Statement)));
  return reads ? output : { ...output, Responses: [] };
}

/** The bundled store as its callers know DynamoDB: for the engine, and for whoever calls the engine. */
export function asOnAws({ send }: Pick<Store, "send">, dependencies: streams.OperationDependencies): Store {
  const sendInAwsWords: Store["send"] = async (target, body) => {
    const request = await checked(operationOf(target), body, schemaOf);
    return "refusal" in request ? refuse(request.refusal) : awsWords(await send(target, request.body), request.body);
  };
  const schemaOf: SchemaOf = (tableName) => dependencies.schemas.of(tableName, callBare);
  const callBare: CallStore = (operation, input) => callOperation(send, operation, input);
  const callStore: CallStore = (operation, input) => callOperation(sendInAwsWords, operation, input);

  function call(operation: string, input: Input): Promise<Output> {
    const run = own(OPERATIONS, operation);
    return run ? run(input, callStore, dependencies) : callStore(operation, input);
  }

  return {
    call,
    async send(target, body) {
      const operation = operationOf(target);
      const input = isOtherwise(operation, body) ? parseJson(body.toString()) : undefined;
      // What is no object is the store's to refuse.
      if (typeof input !== "object" || input === null) return sendInAwsWords(target, body);
      return replyOf(() => call(operation, input as Input));
    },
  };
}

/** Most updates and queries are the store's as they come: reading and writing each anew would take time. */
const isOtherwise = (operation: string, body: Buffer) =>
  own(SOMETIMES, operation)?.(body.toString("latin1")) ?? Object.hasOwn(OPERATIONS, operation);

const SOMETIMES: Readonly<Record<string, (body: string) => boolean>> = {
  Query: mayFetch,
  TransactWriteItems: setsElements,
  UpdateItem: mayDiffer,
};

const operationOf = (target: string) => target.split(".").at(-1) ?? "";

const HEADERS = { "content-type": "application/x-amz-json-1.0" };

async function replyOf(run: () => Promise<Output>): Promise<HttpReply> {
  try {
    return { status: 200, headers: HEADERS, body: JSON.stringify(await run()) };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    const { code, message, status, members } = error;
    const __type = `${code === "ValidationException" ? CORAL : DYNAMODB}#${code}`;
    return { status, headers: HEADERS, body: JSON.stringify({ __type, message, ...members }) };
  }
}

const refuse = (message: string): HttpReply => ({
  status: 400,
  headers: HEADERS,
  body: JSON.stringify({ __type: `${CORAL}#ValidationException`, message }),
});

/** Namespaces of DynamoDB's errors. */
const CORAL = "com.amazon.coral.validate";
const DYNAMODB = "com.amazonaws.dynamodb.v20120810";

/** A store that is brought up again, seen as DynamoDB. */
export function supervisedAsOnAws(
  store: SupervisedStore,
  dependencies: streams.OperationDependencies,
): SupervisedStore {
  const { call, send } = asOnAws({ send: (target, body) => store.send(target, body) }, dependencies);
  return {
    call,
    send,
    get state() {
      return store.state;
    },
    get incarnation() {
      return store.incarnation;
    },
    onUp: (listener) => store.onUp(listener),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
