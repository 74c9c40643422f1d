import type { HttpRequest } from "./http.ts";

const AWS_HOST = /^([\w.-]+?)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::443)?$/i;

/** Tells whether a host name is one of AWS's. */
export const isAwsHost = (host: string): boolean => AWS_HOST.test(host);

/** Host names whose first label is not the signing name. */
const HOST_ALIASES: Readonly<Record<string, string>> = {
  "bedrock-runtime": "bedrock",
  queue: "sqs",
  streams: "dynamodb",
  transcribestreaming: "transcribe",
};

/** `s3`, `{bucket}.s3`, `s3-accelerate`, `s3.dualstack`, before the region. */
const S3_NAME = /(?:^|\.)s3(?:-(?!outposts|object-lambda)[\w-]+)?(?:\.|$)/;

/** `{service}.{region}.amazonaws.com[.cn]`, `{service}.amazonaws.com`, and `{id}.execute-api.{region}.…`. */
export function serviceOfHost(host: string): string | undefined {
  const name = AWS_HOST.exec(host)?.[1]?.toLowerCase();
  if (!name) return undefined;
  if (/(^|\.)execute-api\./.test(`${name}.`)) return "execute-api";
  if (S3_NAME.test(name)) return "s3";
  const label = name.split(".")[0] ?? "";
  return HOST_ALIASES[label] ?? label;
}

/**
 * Tells whether a call is signed by version 2 of AWS's signatures, as old SDKs sign calls of S3 and their URLs. S3 takes
 * none for buckets made since June 2020: https://aws.amazon.com/blogs/aws/amazon-s3-update-sigv2-deprecation-period-extended-modified/
 */
export const isSignedByVersion2 = ({ headers, rawQuery }: HttpRequest): boolean =>
  /^AWS [^:\s]+:/.test(headers.authorization ?? "") ||
  ["AWSAccessKeyId", "Expires", "Signature"].every((name) => new RegExp(`(^|&)${name}=`).test(rawQuery));

/** Tells whether a host name is an API's or a function URL's own: what comes to it is for that, and for no service. */
export const isApiHost = (host: string): boolean => /^[\w-]+\.(?:execute-api|lambda-url)\./i.test(host);

export const isForm = ({ headers, method, rawQuery }: HttpRequest): boolean =>
  headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true ||
  (method === "GET" && /(^|&)Action=/.test(rawQuery));

/** The operation that a request names, or its method and path where the service alone knows the name. */
export function operationOf(request: HttpRequest): string {
  const { headers, method, rawPath, rawQuery, body } = request;
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  const form = isForm(request) ? new URLSearchParams(method === "GET" ? rawQuery : body.toString()) : undefined;
  return form?.get("Action") ?? /\/operation\/(\w+)$/.exec(rawPath)?.[1] ?? `${method} ${rawPath}`;
}
