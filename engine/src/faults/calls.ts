import type { Faults } from "../services/contract/faults.ts";
import { traceHeaderOf } from "../services/contract/trace-header.ts";
import type { CallFaults } from "../wire/dispatch.ts";
import type { ApiCall } from "../wire/http.ts";
import { serviceError } from "./service-errors.ts";

/** Lets faults strike at the calls of all services' operations. */
export function createCallFaults(faults: Faults): CallFaults {
  async function beforeCall(call: ApiCall, service: string): Promise<void> {
    const { operation, requestId, http, principal } = call;
    const facts = {
      service,
      operation,
      ...functionOf(principal.arn, principal.kind),
      trace: { requestId, traceHeader: traceHeaderOf(http) },
    };
    const fault = await faults.meet?.("call", facts);
    if (fault?.kind === "throttled") throw serviceError(service, "throttled");
    if (fault) throw serviceError(service, fault.status === 503 ? "unavailable" : "internal");
  }

  return {
    get beforeCall() {
      return faults.meet && beforeCall;
    },
  };
}

/** A function's session has its name. */
const functionOf = (arn: string, kind: string) =>
  kind === "role" ? { function: arn.slice(arn.lastIndexOf("/") + 1) } : {};
