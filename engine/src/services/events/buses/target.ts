import { z } from "zod";

const number = z.coerce.number().int().min(0);

/** Attempts that follow when a target does not take an event of a rule or a schedule. */
export const retryPolicy = z.object({
  /** At most 185 attempts in at most 24 hours (EventBridge and Scheduler). */
  MaximumRetryAttempts: number.max(185).optional(),
  MaximumEventAgeInSeconds: number.max(86_400).optional(),
});

export type RetryPolicy = z.output<typeof retryPolicy>;

/** Texts of a target have limits (API reference of EventBridge, `Target` and `InputTransformer`). */
const text = (longest: number) => z.string().max(longest, `Member must have length less than or equal to ${longest}`);

const LONGEST_INPUT = 8192;
const LONGEST_PATH = 256;
const MOST_PATHS = 100;

const VARIABLE_NAME = /^[\w-]{1,256}$/;

const inputTransformer = z.object({
  InputPathsMap: z
    .record(z.string(), text(LONGEST_PATH))
    .refine(
      (paths) => Object.keys(paths).every((name) => VARIABLE_NAME.test(name)),
      "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]",
    )
    .refine(
      (paths) => Object.keys(paths).length <= MOST_PATHS,
      `Member must have length less than or equal to ${MOST_PATHS}`,
    )
    .optional(),
  InputTemplate: text(LONGEST_INPUT).min(1, "Member must have length greater than or equal to 1"),
});

const delivery = {
  Arn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: retryPolicy.optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
};

/** A target of a rule. */
export const ruleTarget = z.object({
  ...delivery,
  Id: z
    .string()
    .regex(/^[\w.-]+$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+")
    .max(64),
  Input: text(LONGEST_INPUT).optional(),
  InputPath: text(LONGEST_PATH).optional(),
  InputTransformer: inputTransformer.optional(),
  RoleArn: z.string().optional(),
});

export type RuleTarget = z.output<typeof ruleTarget>;

/** Sources that begin so are AWS's own (API reference of Scheduler, `EventBridgeParameters`). */
const SOURCE_OF_AWS = /^aws\./;

/** The target of a schedule. */
export const scheduleTarget = z.object({
  ...delivery,
  Input: z.string().min(1, "Member must have length greater than or equal to 1").optional(),
  RoleArn: z.string(),
  EventBridgeParameters: z
    .object({
      DetailType: text(128).min(1, "Member must have length greater than or equal to 1"),
      Source: text(256)
        .min(1, "Member must have length greater than or equal to 1")
        .refine((source) => !SOURCE_OF_AWS.test(source), 'a source of your own cannot begin with "aws."'),
    })
    .optional(),
});

export type ScheduleTarget = z.output<typeof scheduleTarget>;

/** Members that are common to both. */
export type DeliveryTarget = z.output<z.ZodObject<typeof delivery>>;
