import type { Service, ServiceContext } from "../../contract/service.ts";
import { createAccess } from "../access.ts";
import { createLambdaInvoker } from "../invoke-lambda.ts";
import type { Configuration } from "./configuration/compile.ts";
import { LOST } from "./connection/close-causes.ts";
import { Connection, type ConnectionOwner } from "./connection/connection.ts";
import { Connections } from "./connection/connections.ts";
import { createDisconnects } from "./disconnects.ts";
import { createEndpoints } from "./endpoint.ts";
import { createHandshakes } from "./handshake/handshake.ts";
import { createUpgrader } from "./handshake/upgrade.ts";
import { createIds } from "./ids.ts";
import { callHttp } from "./integrations/http-client.ts";
import { createIntegrations } from "./integrations/integrations.ts";
import { createGatewayJournal } from "./journal.ts";
import { allowEverybody, createCallerAuthorization } from "./management/authorization.ts";
import { createManagement } from "./management/management.ts";
import { createMessageHandler } from "./messages.ts";
import { shutDown } from "./shut-down.ts";
import { createTelemetry } from "./telemetry/telemetry.ts";
import { createThrottles } from "./throttle.ts";
import { createValidators } from "./validators.ts";

/** The data plane of all WebSocket APIs of a stack. Rejects with a `UserError` for a mapping that is none. */
export async function createGateway(context: ServiceContext, configuration: Configuration): Promise<Service> {
  const { clock, random, stack, endpoint, principals, settings } = context;
  const stages = configuration.apis.flatMap((api) => [...api.stages.values()]);
  const invoke = createLambdaInvoker(context);
  const backendDependencies = { clock, invoke, callHttp, endpoint, principals, stack };
  const integrate = await createIntegrations(stages, backendDependencies);
  const journal = createGatewayJournal(context.journal);
  const access = createAccess(context);
  const tools = {
    clock,
    random,
    journal,
    access,
    invoke,
    ids: createIds(clock, random),
    throttles: createThrottles(stages, clock, settings.accountLimits),
    telemetry: createTelemetry(stages, { clock, journal, integrate }),
    findEndpoint: createEndpoints(configuration),
    connections: new Connections(),
    validate: await createValidators(stages, stack),
  };
  const { connections, telemetry } = tools;
  const disconnects = createDisconnects(tools);
  const owner: ConnectionOwner = {
    clock,
    message: createMessageHandler(tools),
    closed(connection, cause) {
      connections.delete(connection);
      disconnects.begin(connection.client, cause);
    },
  };
  const handshakes = createHandshakes({
    ...tools,
    upgrade: createUpgrader(),
    opened(request, socket, stream) {
      connections.add(new Connection(request.client, socket, stream, owner));
      journal.request("connect", request);
    },
    lost: (client) => disconnects.begin(client, LOST),
  });
  const authorizeCaller = settings.verifySignatures ? createCallerAuthorization(access, clock) : allowEverybody;

  return {
    http: createManagement({ ...tools, authorizeCaller }),
    metrics: telemetry.metrics,
    upgrade(request, socket, head) {
      if (stages.length > 0) handshakes.begin({ request, socket, head });
      return stages.length > 0;
    },
    async [Symbol.asyncDispose]() {
      await shutDown({ clock, handshakes, connections, disconnects });
      telemetry[Symbol.dispose]();
    },
  };
}
