import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import type { ResourceType, StackIdentity } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";
import { corsConfiguration, flag, text } from "../contract/properties.ts";
import {
  eventSourceMappingArn,
  functionArn,
  layerVersionArn,
  parseFunctionReference,
} from "./configuration/function-reference.ts";

// Parameters arrive as text, so numbers are read from text too.
const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const destination = z.object({ Destination: z.string() });

/** A local path, as `sam build` and `sam deploy` take one, or what CloudFormation itself takes. */
const code = z.union([
  z.string(),
  z.object({
    ZipFile: z.string().optional(),
    S3Bucket: z.string().optional(),
    S3Key: z.string().optional(),
    S3ObjectVersion: z.string().optional(),
    ImageUri: z.string().optional(),
  }),
]);

const functionSchema = z.object({
  FunctionName: z.string().optional(),
  Code: code.default("."),
  Handler: z.string().optional(),
  Runtime: z.string().optional(),
  PackageType: z.enum(["Zip", "Image"]).default("Zip"),
  Role: z.string(),
  Description: z.string().optional(),
  /** Seconds. */
  Timeout: integer(1, 900).default(3),
  /** MB. */
  MemorySize: integer(128, 10_240).default(128),
  Environment: z.object({ Variables: z.record(z.string(), text).default({}) }).optional(),
  ReservedConcurrentExecutions: integer(0, 1_000_000).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string().optional() }).optional(),
  LoggingConfig: z
    .object({
      LogFormat: z.string().optional(),
      ApplicationLogLevel: z.string().optional(),
      SystemLogLevel: z.string().optional(),
      LogGroup: z.string().optional(),
    })
    .optional(),
  Layers: z.array(z.string()).default([]),
  Architectures: z.array(z.string()).default(["x86_64"]),
});

const permissionSchema = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: text.optional(),
  PrincipalOrgID: z.string().optional(),
  EventSourceToken: z.string().optional(),
  FunctionUrlAuthType: z.string().optional(),
});

const eventSourceMappingSchema = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string().optional(),
  Enabled: flag.default(true),
  BatchSize: integer(1, 10_000).optional(),
  MaximumBatchingWindowInSeconds: integer(0, 300).default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })).default([]) }).optional(),
  ScalingConfig: z.object({ MaximumConcurrency: integer(2, 1000).optional() }).optional(),
  StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]).optional(),
  BisectBatchOnFunctionError: flag.optional(),
  /** -1: no limit. */
  MaximumRetryAttempts: integer(-1, 10_000).optional(),
  /** -1: no limit. */
  MaximumRecordAgeInSeconds: integer(-1, 604_800).optional(),
  /** Batches of one shard at once. One is within what AWS allows, and keeps the order. */
  ParallelizationFactor: integer(1, 10).optional(),
  DestinationConfig: z.object({ OnFailure: destination.optional() }).optional(),
});

const versionSchema = z.object({ FunctionName: z.string(), Description: z.string().optional() });

const aliasSchema = z.object({ FunctionName: z.string(), FunctionVersion: text, Name: z.string() });

const layerVersionSchema = z.object({ LayerName: z.string().optional(), Content: code });

const eventInvokeConfigSchema = z.object({
  FunctionName: z.string(),
  Qualifier: text,
  MaximumRetryAttempts: integer(0, 2).optional(),
  MaximumEventAgeInSeconds: integer(60, 21_600).optional(),
  DestinationConfig: z.object({ OnSuccess: destination.optional(), OnFailure: destination.optional() }).optional(),
});

/** The properties of a function URL. Its answers are the affair of the service that serves it. */
const urlSchema = z.object({
  TargetFunctionArn: z.string(),
  AuthType: z.string(),
  Qualifier: z.string().optional(),
  InvokeMode: z.string().optional(),
  Cors: corsConfiguration.optional(),
});

export type FunctionProperties = z.output<typeof functionSchema>;
export type PermissionProperties = z.output<typeof permissionSchema>;
export type EventSourceMappingProperties = z.output<typeof eventSourceMappingSchema>;
export type VersionProperties = z.output<typeof versionSchema>;
export type AliasProperties = z.output<typeof aliasSchema>;
export type EventInvokeConfigProperties = z.output<typeof eventInvokeConfigSchema>;
export type LayerVersionProperties = z.output<typeof layerVersionSchema>;

type Properties = Readonly<Record<string, unknown>>;

/** Longer names are refused by Lambda. */
const MAX_NAME_LENGTH = 64;

/** CloudFormation publishes one version for each `AWS::Lambda::Version`, and a template holds the newest. */
const VERSION = "1";

/** The ARN of the function that a property names, with a qualifier. */
function qualifiedArn(stack: StackIdentity, reference: unknown, qualifier?: unknown): string {
  const name = parseFunctionReference(String(reference))?.name ?? String(reference);
  return functionArn(stack, { name, qualifier: qualifier === undefined ? undefined : String(qualifier) });
}

const named =
  (property: string) =>
  (logicalId: string, properties: Properties, stack: StackIdentity): string =>
    typeof properties[property] === "string"
      ? properties[property]
      : physicalName(logicalId, stack, { maxLength: MAX_NAME_LENGTH });

const generated = (logicalId: string, _properties: Properties, stack: StackIdentity) => physicalName(logicalId, stack);

const HEX = "0123456789abcdef";

const stableUuid = (logicalId: string, _properties: Properties, stack: StackIdentity) =>
  [8, 4, 4, 4, 12].map((length, index) => stableId(`${stack.id}/${logicalId}/${index}`, length, HEX)).join("-");

const urlId = (arn: string) => stableId(arn, 32);

/** Lambda's resource types. */
export const resourceTypes = {
  "AWS::Lambda::Function": {
    schema: functionSchema,
    ref: named("FunctionName"),
    attributes: { Arn: (name, stack) => functionArn(stack, { name }) },
  } satisfies ResourceType<FunctionProperties>,
  "AWS::Lambda::Permission": {
    schema: permissionSchema,
    ref: generated,
    attributes: { Id: (id) => id },
  } satisfies ResourceType<PermissionProperties>,
  "AWS::Lambda::EventSourceMapping": {
    schema: eventSourceMappingSchema,
    ref: stableUuid,
    attributes: { Id: (id) => id, EventSourceMappingArn: (id, stack) => eventSourceMappingArn(stack, id) },
  } satisfies ResourceType<EventSourceMappingProperties>,
  "AWS::Lambda::Version": {
    schema: versionSchema,
    ref: (_logicalId, properties, stack) => qualifiedArn(stack, properties.FunctionName, VERSION),
    attributes: { Version: () => VERSION, FunctionArn: (arn) => arn },
  } satisfies ResourceType<VersionProperties>,
  "AWS::Lambda::Alias": {
    schema: aliasSchema,
    ref: (_logicalId, properties, stack) => qualifiedArn(stack, properties.FunctionName, properties.Name),
    attributes: { AliasArn: (arn) => arn },
  } satisfies ResourceType<AliasProperties>,
  "AWS::Lambda::LayerVersion": {
    schema: layerVersionSchema,
    ref: (logicalId, properties, stack) => layerVersionArn(stack, named("LayerName")(logicalId, properties, stack)),
    attributes: { LayerVersionArn: (arn) => arn },
  } satisfies ResourceType<LayerVersionProperties>,
  "AWS::Lambda::EventInvokeConfig": {
    schema: eventInvokeConfigSchema,
    ref: generated,
  } satisfies ResourceType<EventInvokeConfigProperties>,
  "AWS::Lambda::Url": {
    schema: urlSchema,
    ref: (_logicalId, properties, stack) => qualifiedArn(stack, properties.TargetFunctionArn, properties.Qualifier),
    attributes: {
      FunctionArn: (arn) => arn,
      FunctionUrl: (arn, stack) => `https://${urlId(arn)}.lambda-url.${stack.region}.on.aws/`,
    },
  } satisfies ResourceType<z.output<typeof urlSchema>>,
};
