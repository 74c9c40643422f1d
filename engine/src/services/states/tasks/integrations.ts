import type { Integration } from "./integration.ts";
import { invokeFunction } from "./lambda.ts";
import { OPTIMIZED } from "./optimized.ts";
import { SDK_SERVICES, sdkCall } from "./sdk-services.ts";

/** How a service's action is called; undefined for one that does not run here. */
export function integrationOf(service: string, action: string, isSdk: boolean): Integration | undefined {
  if (!isSdk) return OPTIMIZED.get(`${service}:${action}`);
  if (service === "lambda" && action === "invoke") return invokeFunction;
  const found = SDK_SERVICES.get(service);
  return found && sdkCall(found, action);
}
