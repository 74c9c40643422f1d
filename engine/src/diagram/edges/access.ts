import { parsePolicyDocument, rolePolicies, type Statement } from "../../iam/index.ts";
import type { Stack } from "../../template/model.ts";
import type { DiagramEdge, EdgeKind, NodeKind } from "../model.ts";

/** Something that a role may be allowed to use. */
export interface Target {
  readonly id: string;
  readonly kind: NodeKind;
  /** One, or one a stage. */
  readonly arns: readonly string[];
}

interface Right {
  readonly kind: EdgeKind;
  readonly actions: readonly string[];
  /** Behind the ARN, where rights are for a part of it. */
  readonly parts?: readonly string[];
}

/**
 * The rights that are drawn. Receiving from queues and reading streams is left out: event source mappings say it better,
 * and AWS's managed policies grant it on everything.
 */
const RIGHTS: Readonly<Partial<Record<NodeKind, readonly Right[]>>> = {
  table: [
    {
      kind: "writes",
      actions: ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"].map((name) => `dynamodb:${name}`),
    },
    {
      kind: "reads",
      actions: ["GetItem", "Query", "Scan", "BatchGetItem"].map((name) => `dynamodb:${name}`),
      parts: ["", "/index/any"],
    },
  ],
  secret: [
    { kind: "writes", actions: ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"] },
    { kind: "reads", actions: ["secretsmanager:GetSecretValue"] },
  ],
  parameter: [
    { kind: "writes", actions: ["ssm:PutParameter"] },
    { kind: "reads", actions: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"] },
  ],
  elsewhere: [
    { kind: "writes", actions: ["s3:PutObject"], parts: ["/any"] },
    { kind: "reads", actions: ["s3:GetObject"], parts: ["/any"] },
  ],
  queue: [{ kind: "sends", actions: ["sqs:SendMessage"] }],
  topic: [{ kind: "sends", actions: ["sns:Publish"] }],
  bus: [{ kind: "sends", actions: ["events:PutEvents"] }],
  "delivery-stream": [
    { kind: "sends", actions: ["firehose:PutRecord", "firehose:PutRecordBatch", "kinesis:PutRecord"] },
  ],
  function: [{ kind: "calls", actions: ["lambda:InvokeFunction"] }],
  "state-machine": [{ kind: "calls", actions: ["states:StartExecution", "states:StartSyncExecution"] }],
  connections: [
    {
      kind: "posts",
      actions: ["execute-api:ManageConnections"],
      parts: ["/POST/@connections/any", "/DELETE/@connections/any"],
    },
  ],
};

/** A right to all resources of a service says nothing about which are used, unless there is but one. */
const isUnbounded = ({ element }: Statement) => [element.Resource].flat().includes("*");

/** Edges of what the policies of a role allow, conditions and denials apart: they narrow down, and draw nothing. */
export function accessEdges(
  stack: Stack,
  user: string,
  roleArn: string,
  targets: readonly Target[],
): readonly DiagramEdge[] {
  const statements = allowing(rolePolicies(stack, roleArn)?.statements ?? []);
  const bounded = statements.filter((statement) => !isUnbounded(statement));
  return targets.flatMap((target) => {
    if (target.id === user) return [];
    const rights = RIGHTS[target.kind] ?? [];
    // Whoever writes may read as well: one arrow.
    const isAlone = targets.every(({ id, kind }) => id === target.id || kind !== target.kind);
    const right = rights.find((candidate) => isAllowed(candidate, target, isAlone ? statements : bounded));
    return right ? [{ from: user, to: target.id, kind: right.kind }] : [];
  });
}

function allowing(statements: readonly Statement[]): readonly Statement[] {
  const elements = statements
    .filter(({ effect }) => effect === "Allow")
    .map(({ element: { Condition: _, ...element } }) => element);
  return parsePolicyDocument({ Version: "2012-10-17", Statement: elements });
}

function isAllowed({ actions, parts = [""] }: Right, { arns }: Target, statements: readonly Statement[]): boolean {
  const resources = arns.flatMap((arn) => parts.map((part) => `${arn}${part}`));
  const requests = actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  return requests.some((request) => statements.some((statement) => statement.applies(request)));
}
