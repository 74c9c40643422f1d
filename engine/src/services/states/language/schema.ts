import { z } from "zod";
import { isNumber } from "../../../languages/exact-json.ts";

/** Longest name of a state (https://states-language.net/#states-fields). */
const LONGEST_STATE_NAME = 80;
/** Longest wait and timeout: 99,999,999 s, three years. */
const LONGEST_SECONDS = 99_999_999;

const path = z.string();
/** A number, also one that kept its digits: `BackoffRate: 2.0`. */
const number = (schema: z.ZodNumber) => z.preprocess((value) => (isNumber(value) ? Number(value) : value), schema);
const seconds = (least: 0 | 1) => number(z.number().int().min(least).max(LONGEST_SECONDS));
const errorNames = z.array(z.string()).min(1);
const payload = z.unknown().optional();

/** Fields of every state. */
const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONPath", "only JSONPath runs here, and JSONata does not.").optional(),
};

const inputOutput = { ...common, InputPath: path.nullish(), OutputPath: path.nullish() };
const assign = { Assign: z.record(z.string().regex(/^[\p{L}_][\p{L}\p{N}_]*(?:\.\$)?$/u), z.unknown()).optional() };
const transition = { ...assign, Next: z.string().optional(), End: z.boolean().optional() };
const result = { ResultPath: path.nullish(), Parameters: payload };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  IntervalSeconds: seconds(1).default(1),
  MaxAttempts: number(z.number().int().min(0).max(LONGEST_SECONDS)).default(3),
  BackoffRate: number(z.number().min(1)).default(2),
  MaxDelaySeconds: number(z.number().int().min(1).max(31_622_400)).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).default("NONE"),
});

export type Retrier = z.output<typeof retrier>;

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  Next: z.string(),
  ResultPath: path.nullish(),
  ...assign,
});

export type Catcher = z.output<typeof catcher>;

const work = {
  ...inputOutput,
  ...transition,
  ...result,
  ResultSelector: payload,
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
};

const rule = z.record(z.string(), z.unknown());

const pass = z.strictObject({
  ...inputOutput,
  ...transition,
  ...result,
  Type: z.literal("Pass"),
  Result: payload,
});

const task = z.strictObject({
  ...work,
  Type: z.literal("Task"),
  Resource: z.string(),
  TimeoutSeconds: seconds(1).optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: seconds(1).optional(),
  HeartbeatSecondsPath: path.optional(),
  Credentials: z.looseObject({}).optional(),
});

export type TaskFields = z.output<typeof task>;

const choice = z.strictObject({
  ...inputOutput,
  ...assign,
  Type: z.literal("Choice"),
  Choices: z.array(rule).min(1),
  Default: z.string().optional(),
});

export type ChoiceFields = z.output<typeof choice>;

const wait = z.strictObject({
  ...inputOutput,
  ...transition,
  Type: z.literal("Wait"),
  Seconds: seconds(0).optional(),
  SecondsPath: path.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: path.optional(),
});

export type WaitFields = z.output<typeof wait>;

const succeed = z.strictObject({ ...inputOutput, Type: z.literal("Succeed") });

const fail = z.strictObject({
  ...common,
  Type: z.literal("Fail"),
  Error: z.string().optional(),
  ErrorPath: z.string().optional(),
  Cause: z.string().optional(),
  CausePath: z.string().optional(),
});

export type FailFields = z.output<typeof fail>;

const parallel = z.strictObject({
  ...work,
  Type: z.literal("Parallel"),
  Branches: z.array(z.lazy(() => branch)).min(1),
});

export type ParallelFields = z.output<typeof parallel>;

const unsupported = (what: string) => z.undefined(`${what} does not run here.`).optional();

const map = z.strictObject({
  ...work,
  Type: z.literal("Map"),
  Label: z.string().optional(),
  ItemsPath: path.optional(),
  ItemSelector: payload,
  MaxConcurrency: number(z.number().int().min(0)).optional(),
  MaxConcurrencyPath: path.optional(),
  ItemReader: unsupported("Reading a Map's items from S3"),
  ItemBatcher: unsupported("Batching a Map's items"),
  ResultWriter: unsupported("Writing a Map's results to S3"),
  ToleratedFailureCount: number(z.number().int().min(0)).optional(),
  ToleratedFailureCountPath: path.optional(),
  ToleratedFailurePercentage: number(z.number().min(0).max(100)).optional(),
  ToleratedFailurePercentagePath: path.optional(),
  ItemProcessor: z.lazy(() => branch).optional(),
  /** The older name of `ItemProcessor`. */
  Iterator: z.lazy(() => branch).optional(),
});

export type MapFields = z.output<typeof map>;

const state = z.discriminatedUnion("Type", [pass, task, choice, wait, succeed, fail, parallel, map]);

export type StateFields = z.output<typeof state>;
export type StateType = StateFields["Type"];
export type FieldsOf<T extends StateType> = Extract<StateFields, { Type: T }>;

/** Fields that several types of states have, each of them some of these. */
export interface SharedFields {
  readonly Type: StateType;
  readonly Next?: string | undefined;
  readonly End?: boolean | undefined;
  readonly InputPath?: string | null | undefined;
  readonly Parameters?: unknown;
  readonly ResultSelector?: unknown;
  readonly ResultPath?: string | null | undefined;
  readonly OutputPath?: string | null | undefined;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Assign?: Readonly<Record<string, unknown>> | undefined;
}

const program = {
  Comment: z.string().optional(),
  QueryLanguage: common.QueryLanguage,
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(LONGEST_STATE_NAME), state),
};

/** States that follow each other: those of a machine, of a branch or of a Map's item. */
export interface ProgramFields {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateFields>>;
  readonly ProcessorConfig?: { readonly Mode?: "INLINE" | "DISTRIBUTED" | undefined } | undefined;
}

const branch: z.ZodType<ProgramFields> = z.strictObject({
  ...program,
  ProcessorConfig: z.object({ Mode: z.enum(["INLINE", "DISTRIBUTED"]).optional() }).optional(),
});

/** A state machine in the Amazon States Language, with JSONPath: https://states-language.net */
export const definition = z.strictObject({
  ...program,
  Version: z.literal("1.0").optional(),
  TimeoutSeconds: seconds(1).optional(),
});

export type Definition = z.output<typeof definition>;
