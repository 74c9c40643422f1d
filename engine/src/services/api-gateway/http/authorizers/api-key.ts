import { headerValues } from "../events/headers.ts";
import type { CallerIdentity, GatewayRequest } from "../request.ts";
import { type Admission, refusal } from "./admission.ts";

/** Whether the key that comes with a request is one that a usage plan lets into the stage. */
export function checkApiKey(request: GatewayRequest, caller: CallerIdentity): Admission {
  const { api, apiKeys } = request.stage;
  const value =
    api.apiKeySource === "AUTHORIZER" ? caller.usageIdentifierKey : headerValues(request.headers, "x-api-key").at(-1);
  if (!value) return refusal("forbidden", "no API key was given");
  const key = apiKeys.get(value);
  return key ? { ...caller, apiKey: key } : refusal("forbidden", "no usage plan of this stage has the API key");
}
