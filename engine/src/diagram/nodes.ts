import type { Stack, StackResource } from "../template/model.ts";
import type { DiagramNode, NodeKind } from "./model.ts";

interface Row {
  readonly kind: NodeKind;
  readonly group: string;
}

export const FUNCTIONS = "Functions";
export const EVENTS = "Events and queues";
export const DATA = "Data";

/** The types that are drawn. What only sets others up (permissions, stages, log groups) is not. */
const DRAWN: Readonly<Record<string, Row>> = {
  "AWS::Lambda::Function": { kind: "function", group: FUNCTIONS },
  "AWS::StepFunctions::StateMachine": { kind: "state-machine", group: FUNCTIONS },
  "AWS::Events::EventBus": { kind: "bus", group: EVENTS },
  "AWS::Events::Rule": { kind: "rule", group: EVENTS },
  "AWS::Scheduler::Schedule": { kind: "rule", group: EVENTS },
  "AWS::SQS::Queue": { kind: "queue", group: EVENTS },
  "AWS::SNS::Topic": { kind: "topic", group: EVENTS },
  "AWS::KinesisFirehose::DeliveryStream": { kind: "delivery-stream", group: EVENTS },
  "AWS::Kinesis::Stream": { kind: "delivery-stream", group: EVENTS },
  "AWS::DynamoDB::Table": { kind: "table", group: DATA },
  "AWS::DynamoDB::GlobalTable": { kind: "table", group: DATA },
  "AWS::SecretsManager::Secret": { kind: "secret", group: DATA },
  "AWS::SSM::Parameter": { kind: "parameter", group: DATA },
  "AWS::S3::Bucket": { kind: "elsewhere", group: DATA },
};

export const kindOf = ({ type }: StackResource): NodeKind | undefined =>
  Object.hasOwn(DRAWN, type) ? DRAWN[type]?.kind : undefined;

/** The nodes of resources, in template order. */
export function resourceNodes(stack: Pick<Stack, "resources">): readonly DiagramNode[] {
  return [...stack.resources.values()].flatMap((resource) => {
    const row = Object.hasOwn(DRAWN, resource.type) ? DRAWN[resource.type] : undefined;
    return row ? [{ id: resource.logicalId, label: labelOf(resource), ...row }] : [];
  });
}

/** A schedule tells when it comes, for its name seldom does. */
function labelOf({ logicalId, properties }: StackResource): string {
  const { ScheduleExpression: expression } = properties;
  return typeof expression === "string" ? `${logicalId} ${expression}` : logicalId;
}

/** Finds the resource that an ARN, a name or a physical id names: of an alias, a stream or an index its owner. */
export type FindResource = (reference: unknown) => StackResource | undefined;

export function createFind(stack: Pick<Stack, "resources">): FindResource {
  const drawn = [...stack.resources.values()].filter((resource) => kindOf(resource) !== undefined);
  const byReference = new Map(
    drawn.toReversed().flatMap((resource) => {
      const names = [arnOf(resource), resource.physicalId].filter((name) => name !== undefined);
      return names.map((name) => [name, resource] as const);
    }),
  );
  return (reference) => {
    if (typeof reference !== "string") return undefined;
    for (let at = reference; at !== ""; at = shorter(at)) {
      const found = byReference.get(at);
      if (found || !at.startsWith("arn:")) return found;
    }
    return undefined;
  };
}

const shorter = (arn: string) => arn.slice(0, Math.max(arn.lastIndexOf(":"), arn.lastIndexOf("/"), 0));

/** The ARN of a resource; undefined when it has none. */
export function arnOf({ physicalId, attribute }: StackResource): string | undefined {
  for (const name of ["Arn", "TopicArn"])
    try {
      const arn = attribute(name);
      if (typeof arn === "string") return arn;
    } catch {
      // This type has no such attribute.
    }
  return physicalId.startsWith("arn:") ? physicalId : undefined;
}
