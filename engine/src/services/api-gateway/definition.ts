import type { StackResource } from "../../template/model.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import { createAccess } from "./access.ts";
import { createAddresses } from "./addresses.ts";
import { type AnyStage, type Apis, allApis, compileApis } from "./apis.ts";
import { nameConflicts } from "./deployment-errors/name-conflicts.ts";
import { malformedRouteKeys } from "./deployment-errors/route-keys.ts";
import { describeApis } from "./describe.ts";
import { createHttpGateway } from "./http/gateway.ts";
import { httpNotices } from "./http/notices.ts";
import { createLambdaInvoker } from "./invoke-lambda.ts";
import { resourceTypes } from "./resource-types/resource-types.ts";
import type { Stage as WebSocketStage } from "./websocket/configuration/model.ts";
import { createWebSocketGateway } from "./websocket/gateway.ts";
import { webSocketNotices } from "./websocket/review/notices.ts";

/** API Gateway's data plane: WebSocket, HTTP and REST APIs, and the URLs of functions, which answer as HTTP APIs do. */
export const apiGateway: ServiceDefinition = {
  name: "execute-api",
  title: "API Gateway",
  protocols: [],
  resourceTypes,
  reads: ["AWS::Lambda::Permission", "AWS::Lambda::Url"],
  review(stack, resources) {
    const { http, webSocket } = compileApis(stack, resources);
    return [
      ...malformedRouteKeys(stack, resources),
      ...nameConflicts(stack, resources),
      ...httpNotices(http, stack),
      ...webSocketNotices(webSocket, stack, resources),
    ];
  },
  describe: describeApis,
  async create(context, resources) {
    const apis = compileApis(context.stack, resources);
    for (const notice of webSocketNotices(apis.webSocket, context.stack, resources))
      context.journal.record("execute-api", "notice", { ...notice });
    return createService(context, apis, resources);
  },
};

async function createService(
  context: ServiceContext,
  apis: Apis,
  resources: readonly StackResource[],
): Promise<Service> {
  const access = createAccess(context);
  const invoke = createLambdaInvoker(context);
  const findWebSocket = createAddresses(apis.webSocket, resources);
  const find = createAddresses<AnyStage>(allApis(apis), resources);
  const webSocket = await createWebSocketGateway(apis.webSocket, {
    context,
    access,
    invoke,
    findAddress: findWebSocket,
  });
  const http = createHttpGateway({ context, access, invoke });

  return {
    http(request) {
      const address = find(request.host, request.rawPath);
      if (!address) return webSocket.management.claimElsewhere(request);
      const { stage } = address;
      if (isWebSocket(stage)) return webSocket.management.claim({ ...address, stage }, request);
      return http({ ...address, stage }, request);
    },
    upgrade: webSocket.upgrade,
    metrics: webSocket.metrics,
    connections: webSocket.connections,
    due: webSocket.due,
    [Symbol.asyncDispose]: () => webSocket[Symbol.asyncDispose](),
  };
}

const isWebSocket = (stage: AnyStage): stage is WebSocketStage => stage.api.type === "websocket";
