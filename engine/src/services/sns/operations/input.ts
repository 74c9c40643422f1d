import { z } from "zod";
import type { ApiCall, Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";

/** An operation whose input is checked by `schema`; input that does not fit is an invalid parameter, as SNS calls it. */
export const snsOperation = <S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>, call: ApiCall) => unknown,
): Operation => operation(schema, run, "InvalidParameter");

export const topicArn = z.object({ TopicArn: z.string() });

export const subscriptionArn = z.object({ SubscriptionArn: z.string() });

export const attributes = z.record(z.string(), z.string()).default({});

export const nextToken = z.object({ NextToken: z.string().optional() });

/** SNS lists 100 at a time. */
export const PAGE_SIZE = 100;
