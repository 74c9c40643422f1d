import type { PlainObject } from "../../plain-data.ts";

interface Delivery {
  readonly name: string;
  statements(arn: unknown): readonly PlainObject[];
}

const allow = (Action: unknown, Resource: unknown): PlainObject => ({ Action, Effect: "Allow", Resource });

const simple = (name: string, action: string): Delivery => ({ name, statements: (arn) => [allow(action, arn)] });

const toBucket: Delivery = {
  name: "S3Policy",
  statements: (arn) => [allow("s3:PutObject", { "Fn::Join": ["/", [arn, "*"]] }), allow("s3:ListBucket", arn)],
};

/** The permissions by which a role hands something on, by the type of what receives it. */
const DELIVERIES: Readonly<Record<string, Delivery>> = {
  EventBridge: simple("EventBridgePolicy", "events:PutEvents"),
  Lambda: simple("LambdaPolicy", "lambda:InvokeFunction"),
  S3: toBucket,
  S3Bucket: toBucket,
  SNS: simple("SNSPolicy", "sns:publish"),
  SQS: simple("SQSPolicy", "sqs:SendMessage"),
  StepFunctions: simple("StartExecutionPolicy", "states:StartExecution"),
};

/** An inline policy for deliveries to `arn`, named after `id`; undefined when that type needs none. */
export function policyTo(type: string, arn: unknown, id: string): PlainObject | undefined {
  const delivery = DELIVERIES[type];
  return delivery && inlinePolicy(`${id}${delivery.name}`, { Statement: delivery.statements(arn) });
}

export const inlinePolicy = (PolicyName: string, PolicyDocument: unknown): PlainObject => ({
  PolicyName,
  PolicyDocument,
});

/** The policy that a function's role needs for a dead-letter target. */
export const deadLetterPolicy = (action: string, arn: unknown): PlainObject =>
  inlinePolicy("DeadLetterQueuePolicy", { Version: "2012-10-17", Statement: [allow(action, arn)] });

/** A trust policy: `service` may act in the role's name. */
export const trustOf = (service: string): PlainObject => ({
  Version: "2012-10-17",
  Statement: [{ Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: [service] } }],
});
