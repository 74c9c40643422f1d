import type { StackIdentity } from "../template/model.ts";
import type { Principal } from "../wire/principal.ts";
import type { RequestContext } from "./policy/context.ts";

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
