import type { StackResource } from "../../template/model.ts";
import type { DiagramEdge, EdgeKind } from "../model.ts";
import type { FindResource } from "../nodes.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Ends of an edge as the template has them: ARNs, names, physical ids. */
interface Link {
  readonly from: unknown;
  readonly to: unknown;
  readonly kind: EdgeKind;
}

const recordOf = (value: unknown): Properties =>
  typeof value === "object" && value !== null ? (value as Properties) : {};
const listOf = (value: unknown): readonly Properties[] => (Array.isArray(value) ? value.map(recordOf) : []);

/** A value below `value`, by the names on the way. */
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner, name) => recordOf(inner)[name], value);

const call = (from: unknown, to: unknown): Link => ({ from, to, kind: "calls" });
const failure = (from: unknown, to: unknown): Link => ({ from, to, kind: "failures" });

type Read = (properties: Properties, physicalId: string) => readonly Link[];

const rule: Read = ({ EventBusName, EventPattern, Targets }, id) => [
  ...(EventPattern === undefined ? [] : [call(EventBusName ?? "default", id)]),
  ...listOf(Targets).flatMap((target) => [call(id, target.Arn), failure(id, at(target, "DeadLetterConfig", "Arn"))]),
];

const schedule: Read = ({ Target }, id) => [
  call(id, at(Target, "Arn")),
  failure(id, at(Target, "DeadLetterConfig", "Arn")),
];

const mapping: Read = ({ EventSourceArn, FunctionName, DestinationConfig }) => [
  call(EventSourceArn, FunctionName),
  failure(FunctionName, at(DestinationConfig, "OnFailure", "Destination")),
];

const destinations: Read = ({ FunctionName, DestinationConfig }) => [
  failure(FunctionName, at(DestinationConfig, "OnFailure", "Destination")),
  call(FunctionName, at(DestinationConfig, "OnSuccess", "Destination")),
];

const subscription: Read = ({ TopicArn, Endpoint, RedrivePolicy }) => [
  call(TopicArn, Endpoint),
  failure(TopicArn, at(parsed(RedrivePolicy), "deadLetterTargetArn")),
];

/** A property that may be JSON text. */
function parsed(value: unknown): unknown {
  try {
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch {
    return undefined;
  }
}

/** The types that lead from one resource to another. */
const LINKS: Readonly<Record<string, Read>> = {
  "AWS::Events::Rule": rule,
  "AWS::Scheduler::Schedule": schedule,
  "AWS::Lambda::EventSourceMapping": mapping,
  "AWS::Lambda::EventInvokeConfig": destinations,
  "AWS::Lambda::Function": ({ DeadLetterConfig }, id) => [failure(id, at(DeadLetterConfig, "TargetArn"))],
  "AWS::SNS::Subscription": subscription,
  "AWS::SNS::Topic": ({ Subscription }, id) => listOf(Subscription).map(({ Endpoint }) => call(id, Endpoint)),
  "AWS::SQS::Queue": ({ RedrivePolicy }, id) => [failure(id, at(parsed(RedrivePolicy), "deadLetterTargetArn"))],
  "AWS::SecretsManager::RotationSchedule": ({ SecretId, RotationLambdaARN }) => [call(SecretId, RotationLambdaARN)],
};

/** Edges of event sources, rules, subscriptions and dead letters. */
export function linkEdges(resources: readonly StackResource[], idOf: (reference: unknown) => string | undefined) {
  return resources.flatMap(({ type, properties, physicalId }): DiagramEdge[] => {
    const links = Object.hasOwn(LINKS, type) ? (LINKS[type]?.(properties, physicalId) ?? []) : [];
    return links.flatMap((link) => {
      const [from, to] = [idOf(link.from), idOf(link.to)];
      return from !== undefined && to !== undefined ? [{ from, to, kind: link.kind }] : [];
    });
  });
}

/** The logical id behind a reference; a bus that no resource declares stands for itself. */
export const idsWith =
  (find: FindResource, buses: ReadonlySet<string>) =>
  (reference: unknown): string | undefined =>
    find(reference)?.logicalId ?? (typeof reference === "string" && buses.has(reference) ? reference : undefined);
