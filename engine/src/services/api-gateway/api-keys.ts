import { stableId } from "../../kernel/random.ts";
import type { StackIdentity, StackResource } from "../../template/model.ts";
import { type GatewayResponse, gatewayResponse } from "./gateway-responses.ts";
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

/** Returns the API key of a request when a usage plan lets it into the stage [5.6/key-from-header], else the 403 [1.3/api-key]. */
export function checkApiKey(value: string | undefined, apiKeys: ReadonlyMap<string, ApiKey>): ApiKey | GatewayResponse {
  if (!value) return gatewayResponse("invalidApiKey", "no API key was given");
  return apiKeys.get(value) ?? gatewayResponse("invalidApiKey", "no usage plan of this stage has the API key");
}
