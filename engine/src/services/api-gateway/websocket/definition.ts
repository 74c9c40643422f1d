import type { ServiceDefinition } from "../../contract/service.ts";
import { resourceTypes } from "../resource-types/resource-types.ts";
import { compileConfiguration } from "./configuration/compile.ts";
import { createGateway } from "./gateway.ts";
import { noticesOf } from "./notices.ts";

/** API Gateway's WebSocket data plane. */
export const executeApi: ServiceDefinition = {
  name: "execute-api",
  protocols: [],
  resourceTypes,
  review: (stack, resources) => noticesOf(compileConfiguration(stack, resources), stack, resources),
  create(context, resources) {
    const configuration = compileConfiguration(context.stack, resources);
    for (const notice of noticesOf(configuration, context.stack, resources))
      context.journal.record("execute-api", "notice", { ...notice });
    return createGateway(context, configuration);
  },
};
