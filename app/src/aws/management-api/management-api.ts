import type { Log } from "../../core/ports.ts";
import { AwsApiError } from "../http/json-api.ts";
import { createSignedCalls, type SignedRequest } from "../http/signed-calls.ts";

export interface ManagementApi {
  /** Of a connection. What failed is in the log under `failure`; no answer at all is a failure, too. */
  call(
    method: "GET" | "POST" | "DELETE",
    connectionId: string,
    options: { readonly failure: string; readonly request?: SignedRequest },
  ): Promise<"done" | "gone" | "failed">;
}

/** `@connections` of a stage, whose address is `endpoint`. A call is given up after `withinMs`, all attempts together. */
export function createManagementApi(
  endpoint: string,
  { attempts, withinMs, log }: { attempts: number; withinMs: number; log: Log },
): ManagementApi {
  const calls = createSignedCalls({ service: "execute-api", attempts, withinMs });
  return {
    async call(method, connectionId, { failure, request }) {
      const url = `${endpoint}/@connections/${encodeURIComponent(connectionId)}`;
      try {
        const { status, code, body } = await calls.send(method, url, request);
        if (status === 410) return "gone";
        if (status >= 300) throw new AwsApiError(code, `${method} of a connection`, body);
        return "done";
      } catch (error) {
        log.warn(failure, { connectionId, error });
        return "failed";
      }
    },
  };
}
