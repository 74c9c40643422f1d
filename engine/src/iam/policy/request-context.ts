import type { StackIdentity } from "../../template/model.ts";
import type { Principal } from "../../wire/principal.ts";

/** The facts of a request for conditions and policy variables: `aws:SourceIp`, `aws:username`, … Keys in any case. */
export type RequestContext = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The values of a condition key; undefined when the request has none. */
export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const value = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (value === undefined) return undefined;
  if (typeof value !== "object") return [String(value)];
  return value.length === 0 ? undefined : value;
}

export interface RequestOrigin {
  readonly sourceIp: string;
  readonly userAgent?: string | undefined;
  /** Engine time, epoch milliseconds. */
  readonly time: number;
}

/** The condition keys that every request has. Functions believe that they call AWS, so the transport counts as secure. */
export const requestConditions = ({ sourceIp, userAgent, time }: RequestOrigin): RequestContext => ({
  "aws:SourceIp": sourceIp,
  "aws:CurrentTime": new Date(time).toISOString(),
  "aws:EpochTime": Math.floor(time / 1000),
  "aws:SecureTransport": true,
  "aws:ViaAWSService": false,
  ...(userAgent && { "aws:UserAgent": userAgent }),
});

/** The condition keys that tell of the caller. For a session of a role, `aws:PrincipalArn` is the role. */
export const principalConditions = (
  { arn, roleArn }: Principal,
  { accountId, region }: Pick<StackIdentity, "accountId" | "region">,
): RequestContext => ({
  "aws:PrincipalArn": roleArn ?? arn,
  "aws:PrincipalAccount": accountId,
  "aws:PrincipalType": roleArn === undefined ? "User" : "AssumedRole",
  "aws:PrincipalIsAWSService": false,
  "aws:RequestedRegion": region,
});
