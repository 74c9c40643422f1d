import { z } from "zod";

const number = z.coerce.number().int().min(0);

/** Attempts that follow when a target does not take an event of a rule or a schedule. */
export const retryPolicy = z.object({
  /** At most 185 attempts in at most 24 hours (EventBridge and Scheduler). */
  MaximumRetryAttempts: number.max(185).optional(),
  MaximumEventAgeInSeconds: number.max(86_400).optional(),
});

export type RetryPolicy = z.output<typeof retryPolicy>;

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
  Id: z.string().regex(/^[\w.-]{1,64}$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
    .optional(),
  RoleArn: z.string().optional(),
});

export type RuleTarget = z.output<typeof ruleTarget>;

/** The target of a schedule. */
export const scheduleTarget = z.object({
  ...delivery,
  RoleArn: z.string().optional(),
  EventBridgeParameters: z.object({ DetailType: z.string(), Source: z.string() }).optional(),
});

export type ScheduleTarget = z.output<typeof scheduleTarget>;

/** Members that are common to both. */
export type DeliveryTarget = z.output<z.ZodObject<typeof delivery>>;
