import { stableId } from "../../kernel/random.ts";
import type { StackIdentity, StackResource } from "../../template/model.ts";
import { apiKey, usagePlan, usagePlanKey } from "./resource-types/api-key.ts";
import { declared } from "./resource-types/resource-types.ts";

export interface ApiKey {
  readonly id: string;
  readonly value: string;
}

/** Length of the `Value` that the service makes when the template gives none. */
const GENERATED_KEY_LENGTH = 40;

/** The keys, by value, that usage plans let into a stage. */
export type ApiKeysOfStage = (apiId: string, stage: string) => ReadonlyMap<string, ApiKey>;

export function compileApiKeys(resources: readonly StackResource[], stack: StackIdentity): ApiKeysOfStage {
  const keys = new Map<string, ApiKey>();
  for (const { resource, properties } of declared(resources, apiKey)) {
    if (!properties.Enabled) continue;
    const id = resource.physicalId;
    const value = properties.Value ?? stableId(`${stack.name}/${resource.logicalId}/value`, GENERATED_KEY_LENGTH);
    keys.set(id, { id, value });
  }
  const plans = declared(resources, usagePlan);
  const memberships = declared(resources, usagePlanKey);

  return (apiId, stage) => {
    const ofStage = plans.filter(({ properties }) =>
      properties.ApiStages.some(({ ApiId, Stage }) => ApiId === apiId && Stage === stage),
    );
    const admitted = new Map<string, ApiKey>();
    for (const { properties } of memberships) {
      const key = keys.get(properties.KeyId);
      if (key && ofStage.some(({ resource }) => resource.physicalId === properties.UsagePlanId))
        admitted.set(key.value, key);
    }
    return admitted;
  };
}
