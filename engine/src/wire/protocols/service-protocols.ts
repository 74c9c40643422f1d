import type { JsonVersion } from "./aws-json.ts";

/** `X-Amz-Target: {targetPrefix}.{operation}`, and the JSON's content type. */
export interface JsonTarget {
  readonly version: JsonVersion;
  readonly targetPrefix: string;
}

/** Services that run here and are spoken to in AWS's JSON protocols, by the names in their ARNs. */
export const JSON_TARGETS: Readonly<Record<string, JsonTarget>> = {
  dynamodb: { version: "json-1.0", targetPrefix: "DynamoDB_20120810" },
  events: { version: "json-1.1", targetPrefix: "AWSEvents" },
  secretsmanager: { version: "json-1.1", targetPrefix: "secretsmanager" },
  sqs: { version: "json-1.0", targetPrefix: "AmazonSQS" },
  ssm: { version: "json-1.1", targetPrefix: "AmazonSSM" },
  states: { version: "json-1.0", targetPrefix: "AWSStepFunctions" },
};

/** Services that run here and are spoken to in the Query protocol, with the version that they want to hear. */
export const QUERY_VERSIONS: Readonly<Record<string, string>> = {
  cloudformation: "2010-05-15",
  sns: "2010-03-31",
  sqs: "2012-11-05",
  sts: "2011-06-15",
};

/** The headers of a call in a JSON protocol. */
export const jsonHeaders = ({ version, targetPrefix }: JsonTarget, operation: string) => ({
  "content-type": [`application/x-amz-${version}`],
  "x-amz-target": [`${targetPrefix}.${operation}`],
});
