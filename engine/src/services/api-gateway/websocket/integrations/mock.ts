import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import type { Integration } from "../configuration/integration.ts";
import type { Backend, BackendDependencies } from "./backend.ts";
import { compileRequestMapping } from "./request-mapping.ts";
import { compileResponseMapping } from "./response-mapping.ts";

const NOTHING = Buffer.alloc(0);

/** `MOCK`: no backend; the request's template says which status the answer is to have. */
export async function createMock(integration: Integration, dependencies: BackendDependencies): Promise<Backend> {
  const mapRequest = await compileRequestMapping(integration, dependencies);
  const mapResponse = await compileResponseMapping(integration, "http", dependencies);
  return async (request) => {
    const mapped = mapRequest(request);
    if (isGatewayResponse(mapped)) return mapped;
    const status = statusIn(mapped.body.toString());
    // AWS's own words in the execution log.
    if (status === undefined)
      return gatewayResponse(
        "unreachable",
        "unable to parse statusCode: it should be an integer that is defined in the request template",
      );
    return mapResponse({ status, headers: {}, body: NOTHING }, mapped.scope);
  };
}

/** `{"statusCode": 200}`; AWS reads it leniently, so a trailing comma or a quoted number does no harm. */
function statusIn(text: string): number | undefined {
  const digits = /["']?statusCode["']?\s*:\s*["']?(\d{3})\b/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
