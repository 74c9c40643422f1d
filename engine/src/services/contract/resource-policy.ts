import { evaluate } from "../../iam/policy/evaluate.ts";
import { parsePolicyDocument } from "../../iam/policy/policy-document.ts";
import { messageOf, ServiceError } from "../../kernel/errors.ts";
import type { Recorder } from "../../kernel/journal.ts";
import { parseArn } from "../../languages/arn.ts";
import type { Caller } from "./targets.ts";

/** A queue or a topic with its policy (JSON text). */
export interface PolicyOwner {
  readonly service: string;
  /** Action that the policy has to allow, e.g. `sqs:SendMessage`. */
  readonly action: string;
  readonly arn: string;
  /** Name of the ARN in the journal. */
  readonly arnName: "queueArn" | "topicArn";
  readonly policy: string | undefined;
}

export interface PolicyCheckOptions {
  readonly journal: Recorder;
  /** Refuses what AWS would refuse. Otherwise the journal tells of it and the call goes on. */
  readonly enforced?: boolean;
}

/**
 * Checks that the policy of a queue or topic lets an AWS service in, as it must on AWS: without it EventBridge and SNS
 * drop their messages there, dead letters too. Callers of this account are their own role's affair.
 */
export function checkResourcePolicy(owner: PolicyOwner, from: Caller, options: PolicyCheckOptions): void {
  if (!from.principal.endsWith(".amazonaws.com")) return;
  const reason = denialReason(owner, from);
  if (reason === undefined) return;
  const { service, action, arn, arnName } = owner;
  const { principal, sourceArn } = from;
  options.journal.record(service, "policy", {
    [arnName]: arn,
    principal,
    sourceArn,
    allowed: false,
    reason,
  });
  if (options.enforced)
    throw new ServiceError(
      "AccessDenied",
      `User: ${principal} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
      { status: 403 },
    );
}

/** Names the reason for which the policy does not let `from` in; undefined when it does. */
function denialReason({ arn, action, policy }: PolicyOwner, { principal, sourceArn }: Caller): string | undefined {
  if (!policy) return "there is no policy";
  try {
    const { decision } = evaluate({
      statements: parsePolicyDocument(JSON.parse(policy), { kind: "resource" }),
      action,
      resource: arn,
      principal,
      context: {
        "aws:PrincipalIsAWSService": true,
        ...(sourceArn && { "aws:SourceArn": sourceArn, "aws:SourceAccount": parseArn(sourceArn)?.accountId ?? "" }),
      },
    });
    return decision === "allow" ? undefined : decision;
  } catch (error) {
    return messageOf(error);
  }
}
