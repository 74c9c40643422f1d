import { ServiceError } from "../../../kernel/errors.ts";
import { tableNameOf } from "../store/arns.ts";
import type { CallStore, Input, Output } from "./call-store.ts";
import type { Schemas } from "./schemas.ts";
import { awsSequenceNumber, storeSequenceNumber } from "./sequence-numbers.ts";
import { awsRecord, isOfChange, type StoredRecord, type ViewType } from "./stream-records.ts";
import type { ViewTypes } from "./view-types.ts";

export interface OperationDependencies {
  readonly region: string;
  readonly viewTypes: ViewTypes;
  readonly schemas: Schemas;
}

/** An operation as DynamoDB does it, by calls of the store. */
export type AwsOperation = (input: Input, call: CallStore, dependencies: OperationDependencies) => Promise<Output>;

interface Shard {
  readonly ShardId: string;
  readonly SequenceNumberRange?: Readonly<Record<string, string>>;
}

export const describeStream: AwsOperation = async (input, call, { viewTypes }) => {
  const { ExclusiveStartShardId, ...request } = input;
  const { StreamDescription, ...output } = await call("DescribeStream", request);
  const { Shards = [], StreamViewType, ...description } = StreamDescription as { Shards?: Shard[] } & Output;
  const TableName = tableNameOf(String(description.TableName ?? input.StreamArn));
  const { Table } = await call("DescribeTable", { TableName });
  return {
    ...output,
    StreamDescription: {
      ...description,
      StreamViewType: viewTypes.of(TableName) ?? StreamViewType,
      KeySchema: (Table as Output).KeySchema,
      Shards: shardsAfter(Shards, ExclusiveStartShardId).map((shard) => awsShard(shard, shard === Shards.at(-1))),
    },
  };
};

const shardsAfter = (shards: readonly Shard[], shardId: unknown) =>
  shardId === undefined ? shards : shards.slice(shards.findIndex(({ ShardId }) => ShardId === shardId) + 1);

/** A shard that is written to has no end yet. */
function awsShard({ SequenceNumberRange = {}, ...shard }: Shard, isOpen: boolean): Shard {
  const { StartingSequenceNumber = "1", EndingSequenceNumber } = SequenceNumberRange;
  const end = !isOpen && EndingSequenceNumber !== undefined;
  return {
    ...shard,
    SequenceNumberRange: {
      StartingSequenceNumber: awsSequenceNumber(StartingSequenceNumber),
      ...(end && { EndingSequenceNumber: awsSequenceNumber(EndingSequenceNumber) }),
    },
  };
}

/** An iterator names its stream, as AWS's do. */
const ITERATOR = /^(arn:[^|]+)\|1\|(.*)$/s;

const awsIterator = (streamArn: string, iterator: unknown) =>
  typeof iterator === "string" ? `${streamArn}|1|${iterator}` : undefined;

export const getShardIterator: AwsOperation = async (input, call) => {
  const { SequenceNumber } = input;
  const { ShardIterator } = await call("GetShardIterator", {
    ...input,
    ...(typeof SequenceNumber === "string" && { SequenceNumber: storeSequenceNumber(SequenceNumber) }),
  });
  return { ShardIterator: awsIterator(String(input.StreamArn), ShardIterator) };
};

/** No record means that there is none for now: a page of writes that changed nothing is followed by the next. */
export const getRecords: AwsOperation = async (input, call, { region, viewTypes }) => {
  const [, arn = "", iterator = input.ShardIterator] = ITERATOR.exec(String(input.ShardIterator)) ?? [];
  const stream = { arn, region, viewType: viewTypes.of(tableNameOf(arn)) };
  let next: unknown = iterator;
  for (;;) {
    const output = await call("GetRecords", { ...input, ShardIterator: next });
    const stored = output.Records as readonly StoredRecord[];
    const changes = stored.filter(isOfChange);
    next = output.NextShardIterator;
    if (changes.length > 0 || stored.length === 0 || next === undefined)
      return {
        ...output,
        Records: changes.map((record) => awsRecord(record, stream)),
        NextShardIterator: awsIterator(arn, next),
      };
  }
};

interface StreamSpecification {
  readonly StreamEnabled?: boolean;
  readonly StreamViewType?: ViewType;
}

/** Has the store keep both images of a table that has a stream, whichever its owner wants to see. */
const keepingImages =
  (operation: string): AwsOperation =>
  async (input, call, { viewTypes, schemas }) => {
    schemas.forget(tableNameOf(String(input.TableName)));
    const specification = input.StreamSpecification as StreamSpecification | undefined;
    const tableName = String(input.TableName);
    if (specification?.StreamEnabled && specification.StreamViewType === undefined)
      throw new ServiceError("ValidationException", NO_VIEW_TYPE);
    if (!specification?.StreamEnabled || !isViewType(specification.StreamViewType))
      return withView(await call(operation, input), viewTypes);
    const StreamSpecification = { ...specification, StreamViewType: "NEW_AND_OLD_IMAGES" };
    const output = await call(operation, { ...input, StreamSpecification });
    const { StreamViewType } = specification;
    viewTypes.set(tableName, StreamViewType === "NEW_AND_OLD_IMAGES" ? undefined : StreamViewType);
    return withView(output, viewTypes);
  };

const NO_VIEW_TYPE =
  "One or more parameter values were invalid: StreamViewType has to be specified where a stream is enabled";

const VIEW_TYPES: readonly unknown[] = [
  "KEYS_ONLY",
  "NEW_IMAGE",
  "OLD_IMAGE",
  "NEW_AND_OLD_IMAGES",
] satisfies ViewType[];

const isViewType = (value: unknown): value is ViewType => VIEW_TYPES.includes(value);

/** An answer about a table, with the view that its owner asked for. */
function withView(output: Output, viewTypes: ViewTypes): Output {
  const [[member, table] = []] = Object.entries(output);
  const { StreamSpecification, TableName } = (table ?? {}) as Output;
  const viewType = viewTypes.of(String(TableName));
  if (member === undefined || StreamSpecification === undefined || viewType === undefined) return output;
  const shown = { ...(StreamSpecification as StreamSpecification), StreamViewType: viewType };
  return { ...output, [member]: { ...(table as Output), StreamSpecification: shown } };
}

const createWithImages = keepingImages("CreateTable");

export const createTable: AwsOperation = async (input, call, dependencies) => {
  const { TableDescription, ...output } = await createWithImages(input, call, dependencies);
  const { DeletionProtectionEnabled = false } = input;
  return { ...output, TableDescription: { DeletionProtectionEnabled, ...(TableDescription as Output) } };
};
export const updateTable = keepingImages("UpdateTable");

export const describeTable: AwsOperation = async (input, call, { viewTypes }) =>
  withView(await call("DescribeTable", input), viewTypes);

export const deleteTable: AwsOperation = async (input, call, { viewTypes, schemas }) => {
  schemas.forget(tableNameOf(String(input.TableName)));
  const output = withView(await call("DeleteTable", input), viewTypes);
  viewTypes.set(String(input.TableName), undefined);
  return output;
};
