import type { ApiKey } from "../api-keys.ts";
import { type GatewayResponse, gatewayResponse } from "../gateway-responses.ts";

/** Returns the API key of a request when a usage plan lets it into the stage [5.6/key-from-header], else the 403 [1.3/api-key]. */
export function checkApiKey(value: string | undefined, apiKeys: ReadonlyMap<string, ApiKey>): ApiKey | GatewayResponse {
  if (!value) return gatewayResponse("invalidApiKey", "no API key was given");
  return apiKeys.get(value) ?? gatewayResponse("invalidApiKey", "no usage plan of this stage has the API key");
}
