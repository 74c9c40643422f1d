import { isObject, objectOf, type PlainObject, pick } from "../../plain-data.ts";
import { samMistake } from "../expansion/context.ts";
import { policyTo } from "../policies/inline.ts";
import { managedPolicy } from "../policies/policies.ts";
import type { EventSource, SamEvent } from "./event.ts";

/** The properties that an event source mapping takes over from an event as they are. */
const PASSED_PROPERTIES = [
  "BatchSize",
  "BisectBatchOnFunctionError",
  "DestinationConfig",
  "Enabled",
  "FilterCriteria",
  "FunctionResponseTypes",
  "KmsKeyArn",
  "LoggingConfig",
  "MaximumBatchingWindowInSeconds",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "MetricsConfig",
  "ParallelizationFactor",
  "ProvisionedPollerConfig",
  "Queues",
  "ScalingConfig",
  "SourceAccessConfigurations",
  "StartingPosition",
  "StartingPositionTimestamp",
  "Topics",
  "TumblingWindowInSeconds",
];

interface Mapped {
  /** The property that holds the ARN of the queue or stream. */
  readonly source: string;
  /** The managed policy that reading from it needs. */
  readonly policy?: string;
}

/** Event types that a function polls for. */
const MAPPED: Readonly<Record<string, Mapped>> = {
  DocumentDB: { source: "Cluster" },
  DynamoDB: { source: "Stream", policy: "AWSLambdaDynamoDBExecutionRole" },
  Kinesis: { source: "Stream", policy: "AWSLambdaKinesisExecutionRole" },
  MQ: { source: "Broker" },
  MSK: { source: "Stream", policy: "AWSLambdaMSKExecutionRole" },
  SQS: { source: "Queue", policy: "AWSLambdaSQSQueueExecutionRole" },
};

const mapping =
  ({ source, policy }: Mapped): EventSource =>
  (event, target) => {
    const arn = event.properties[source];
    if (arn === undefined) throw samMistake(`The ${event.type} event ${event.name} needs ${source}.`, event.at);
    return {
      managedPolicies: policy === undefined ? [] : [managedPolicy(policy)],
      policies: failurePolicies(event),
      resources: {
        [event.logicalId]: {
          Type: "AWS::Lambda::EventSourceMapping",
          Properties: {
            EventSourceArn: arn,
            FunctionName: target.name,
            ...pick(event.properties, PASSED_PROPERTIES),
            ...failureDestination(event.properties),
          },
        },
      },
    };
  };

/** `Type` tells SAM which policy to add; the mapping itself has no such property. */
function failureDestination({ DestinationConfig }: PlainObject): PlainObject {
  if (!isObject(DestinationConfig)) return {};
  const { Type: _type, ...destination } = objectOf(DestinationConfig.OnFailure);
  return { DestinationConfig: { ...DestinationConfig, OnFailure: destination } };
}

function failurePolicies({ logicalId, properties }: SamEvent): readonly PlainObject[] {
  const { Type, Destination } = objectOf(objectOf(properties.DestinationConfig).OnFailure);
  const policy = Type === undefined ? undefined : policyTo(String(Type), Destination, logicalId);
  return policy ? [policy] : [];
}

export const mappedSources: Readonly<Record<string, EventSource>> = Object.fromEntries(
  Object.entries(MAPPED).map(([type, mapped]) => [type, mapping(mapped)]),
);
