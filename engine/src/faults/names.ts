import type { Stack, StackResource } from "../template/model.ts";
import type { KnownNames } from "./definition.ts";
import type { ScopeKey } from "./kinds.ts";
import type { OtherNames } from "./rule.ts";

/** The name at the end of a physical id: that of a queue is its URL, that of a rule names its bus first. */
const ofId = ({ physicalId }: StackResource) => physicalId.split(/[/|]/).at(-1) ?? physicalId;

/** The first label of a function's URL. */
const ofUrl = (url: StackResource) => new URL(String(url.attribute("FunctionUrl"))).host.split(".")[0] ?? "";

interface NamedType {
  readonly key: ScopeKey;
  /** The resource's name in the facts of services. */
  readonly name: (resource: StackResource) => string;
}

/** Types whose resources a fault may name. */
const TYPES: Readonly<Record<string, NamedType>> = {
  "AWS::ApiGateway::RestApi": { key: "api", name: ofId },
  "AWS::ApiGatewayV2::Api": { key: "api", name: ofId },
  "AWS::Events::EventBus": { key: "bus", name: ofId },
  "AWS::Events::Rule": { key: "rule", name: ofId },
  "AWS::Lambda::Function": { key: "function", name: ofId },
  "AWS::Lambda::Url": { key: "api", name: ofUrl },
  "AWS::SQS::Queue": { key: "queue", name: ofId },
};

/** Of these a running engine makes no others. */
const FIXED: readonly ScopeKey[] = ["api", "function"];

export interface StackNames {
  readonly names: KnownNames;
  readonly otherNames: OtherNames;
}

/** Names by which faults know the resources of a stack: logical ids, and those that they have on AWS. */
export function stackNames({ resources }: Pick<Stack, "resources">, services: readonly string[]): StackNames {
  const logicalIds = new Map<ScopeKey, Map<string, string>>();
  for (const resource of resources.values()) {
    const named = Object.hasOwn(TYPES, resource.type) ? TYPES[resource.type] : undefined;
    if (!named) continue;
    const { key, name } = named;
    logicalIds.set(key, (logicalIds.get(key) ?? new Map()).set(name(resource), resource.logicalId));
  }
  const fixed = FIXED.map((key) => [key, [...(logicalIds.get(key) ?? [])].flatMap(([name, id]) => [id, name])]);
  return {
    names: { ...Object.fromEntries(fixed), service: services },
    otherNames(key, name) {
      const logicalId = logicalIds.get(key)?.get(name);
      return logicalId === undefined ? [] : [logicalId];
    },
  };
}
