import type { GatewayRequest } from "../event/request.ts";
import { refusal } from "../handshake/refusal.ts";
import type { Admission, Grant } from "./grant.ts";

const HEADER = "x-api-key";

/** Whether the key that comes with a handshake is one that a usage plan lets into the stage (§5.6). */
export function checkApiKey(request: GatewayRequest, grant: Grant): Admission {
  const { api, apiKeys } = request.client.stage;
  const value = api.apiKeySource === "AUTHORIZER" ? grant.usageIdentifierKey : headerOf(request);
  if (!value) return refusal("forbidden", "no API key was given");
  const key = apiKeys.get(value);
  if (!key) return refusal("forbidden", "no usage plan of this stage has the API key");
  return { ...grant, identity: { ...grant.identity, apiKey: key.value, apiKeyId: key.id } };
}

function headerOf({ handshake }: GatewayRequest): string | undefined {
  for (const [name, values] of Object.entries(handshake?.headers ?? {}))
    if (name.toLowerCase() === HEADER) return values.at(-1);
  return undefined;
}
