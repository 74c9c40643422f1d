import type { ServiceDefinition } from "../service.ts";
import { compileConfiguration } from "./configuration/compile.ts";
import { createGateway } from "./gateway.ts";
import { kinds } from "./resources/kinds.ts";

/** API Gateway's WebSocket data plane. */
export const executeApi: ServiceDefinition = {
  name: "execute-api",
  protocols: [],
  resources: kinds,
  create: (context, resources) => createGateway(context, compileConfiguration(context.stack, resources)),
};
