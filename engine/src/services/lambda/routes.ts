import type { RestRoute } from "../../wire/http.ts";

const FUNCTIONS = "/2015-03-31/functions";
const MAPPINGS = "/2015-03-31/event-source-mappings";

/** The paths of Lambda's API for the operations that run here. */
export const routes: readonly RestRoute[] = [
  { method: "POST", path: `${FUNCTIONS}/{FunctionName}/invocations`, operation: "Invoke" },
  { method: "POST", path: "/2014-11-13/functions/{FunctionName}/invoke-async", operation: "InvokeAsync" },
  {
    method: "POST",
    path: "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
    operation: "InvokeWithResponseStream",
  },
  { method: "GET", path: `${FUNCTIONS}/{FunctionName}/configuration`, operation: "GetFunctionConfiguration" },
  { method: "GET", path: `${FUNCTIONS}/{FunctionName}/policy`, operation: "GetPolicy" },
  { method: "GET", path: `${FUNCTIONS}/{FunctionName}`, operation: "GetFunction" },
  { method: "GET", path: FUNCTIONS, operation: "ListFunctions" },
  { method: "GET", path: `${MAPPINGS}/{UUID}`, operation: "GetEventSourceMapping" },
  { method: "PUT", path: `${MAPPINGS}/{UUID}`, operation: "UpdateEventSourceMapping" },
  { method: "GET", path: MAPPINGS, operation: "ListEventSourceMappings" },
];
