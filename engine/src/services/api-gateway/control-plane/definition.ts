import type { AccessRequest } from "../../../iam/index.ts";
import type { StackIdentity } from "../../../template/model.ts";
import type { ApiCall } from "../../../wire/http.ts";
import type { ServiceDefinition } from "../../contract/service.ts";
import { resourceTypes } from "../resource-types/resource-types.ts";
import { describeApis } from "./apis.ts";
import { createOperations, routes } from "./operations.ts";

/** API Gateway's control plane, to read from: the WebSocket and HTTP APIs of the stack, and what they are made of. */
export const apiGatewayControl: ServiceDefinition = {
  name: "apigateway",
  title: "API Gateway",
  // An HTTP API with a stage v2 has these paths too.
  protocols: [{ kind: "rest-json", routes, signedAs: "apigateway" }],
  resourceTypes: {},
  reads: Object.keys(resourceTypes),
  replaceable: true,
  create: ({ stack, endpoint, clock }, resources) => ({
    access: (call) => accessOf(call, stack),
    operations: createOperations(describeApis({ stack, resources, endpoint, createdAt: clock.now() }), stack.accountId),
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

/**
 * IAM knows this service's calls by their HTTP methods, and its resources by their paths.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
 */
const accessOf = ({ http }: ApiCall, { partition, region }: StackIdentity): readonly AccessRequest[] => [
  {
    action: `apigateway:${http.method}`,
    resource: `arn:${partition}:apigateway:${region}::${http.rawPath.replace(/^\/v2/, "")}`,
  },
];
