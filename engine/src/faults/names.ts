import type { Stack } from "../template/model.ts";
import type { KnownNames } from "./definition.ts";
import type { ScopeKey } from "./kinds.ts";
import type { OtherNames } from "./rule.ts";

/** Types whose resources a fault may name, by the key for them. */
const TYPES: Partial<Readonly<Record<ScopeKey, readonly string[]>>> = {
  api: ["AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi", "AWS::Lambda::Url"],
  function: ["AWS::Lambda::Function"],
  queue: ["AWS::SQS::Queue"],
  bus: ["AWS::Events::EventBus"],
  rule: ["AWS::Events::Rule"],
};

/** Of these a running engine makes no others. */
const FIXED: readonly ScopeKey[] = ["api", "function"];

/** The name at the end of a physical id: that of a queue is its URL, that of a rule names its bus first. */
const nameOf = (physicalId: string) => physicalId.split(/[/|]/).at(-1) ?? physicalId;

export interface StackNames {
  readonly names: KnownNames;
  readonly otherNames: OtherNames;
}

/** Names by which faults know the resources of a stack: logical ids, and those that they have on AWS. */
export function stackNames({ resources }: Pick<Stack, "resources">, services: readonly string[]): StackNames {
  const pairs = Object.entries(TYPES).map(([key, types]) => {
    const found = [...resources.values()].filter(({ type }) => types.includes(type));
    return [key, found.map(({ physicalId, logicalId }) => [nameOf(physicalId), logicalId] as const)] as const;
  });
  const logicalIds = new Map(pairs.map(([key, names]) => [key as ScopeKey, new Map(names)]));
  const fixed = FIXED.map((key) => [key, [...(logicalIds.get(key) ?? [])].flatMap(([name, id]) => [id, name])]);
  return {
    names: { ...Object.fromEntries(fixed), service: services },
    otherNames(key, name) {
      const logicalId = logicalIds.get(key)?.get(name);
      return logicalId === undefined ? [] : [logicalId];
    },
  };
}
