import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Clock, withTimeout } from "../../../kernel/clock.ts";
import type { Stack } from "../../../template/model.ts";
import type { ConnectionControl } from "../../contract/description/connections.ts";
import type { TakeFault } from "../../contract/faults.ts";
import type { DueMoment, Metric, ServiceContext } from "../../contract/service.ts";
import type { Access } from "../access.ts";
import type { FindAddress } from "../addresses.ts";
import { createLambdaDelivery, type InvokeLambda } from "../invoke-lambda.ts";
import { journaledUser } from "../journaled-user.ts";
import type { Api, Stage } from "./configuration/model.ts";
import { CAUSES, LOST } from "./connection/close-causes.ts";
import { Connection, type ConnectionOwner, Connections } from "./connection/connection.ts";
import { connectionDue, tokenExpiryOf } from "./connection/due.ts";
import { createUpgrader } from "./connection/upgrade.ts";
import { createDisconnects, type Disconnects } from "./disconnect.ts";
import { createIds } from "./event/ids.ts";
import type { GatewayRequest } from "./event/request.ts";
import { factsOf, strikeConnection } from "./faults.ts";
import { createHandshakes, type Handshakes } from "./handshake.ts";
import { createConnectionControl } from "./inspection/control.ts";
import { createRecords } from "./inspection/records.ts";
import type { ReportUnknownMethod } from "./integrations/backend.ts";
import { createIntegrations } from "./integrations/integrations.ts";
import { createGatewayJournal, type GatewayJournal } from "./journal.ts";
import {
  allowEverybody,
  createCallerAuthorization,
  createManagement,
  type Management,
} from "./management/management.ts";
import { createValidators } from "./mapping/validators.ts";
import { createMessageHandler } from "./message.ts";
import { createTelemetry } from "./telemetry/telemetry.ts";
import { createThrottles } from "./throttle.ts";

/** The data plane of all WebSocket APIs of a stack. */
export interface WebSocketGateway extends AsyncDisposable {
  readonly management: Management;
  metrics(): readonly Metric[];
  readonly connections: ConnectionControl;
  /** The limits of connections, and the ends of their tokens. */
  due(): readonly DueMoment[];
  /** Takes a handshake in hand; false when the stack has no WebSocket API. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

export interface GatewayDependencies {
  readonly context: ServiceContext;
  readonly access: Access;
  readonly invoke: InvokeLambda;
  readonly findAddress: FindAddress<Stage>;
}

/** Puts the parts together. Rejects with a `UserError` for a mapping or a model that is none. */
export async function createWebSocketGateway(
  apis: readonly Api[],
  { context, access, invoke, findAddress }: GatewayDependencies,
): Promise<WebSocketGateway> {
  const { clock, random, tracer, stack, settings, faults } = context;
  const stages = apis.flatMap((api) => [...api.stages.values()]);
  const journal = createGatewayJournal(context.journal, tracer);
  const connections = new Connections();
  const records = createRecords({ clock, payloads: settings.payloads ?? true });
  const tokenExpiries = new WeakMap<Connection, number | undefined>();
  const deliver = createLambdaDelivery(context);
  const telemetry = createTelemetry(stages, { clock, journal });
  const unknownMethod = reportUnknownMethod(stack, journal);
  const dependencies = {
    clock,
    random,
    tracer,
    journal,
    faults,
    access,
    invoke,
    findAddress,
    connections,
    telemetry,
    ids: createIds(clock, random),
    throttles: createThrottles(stages, clock, settings.accountLimits),
    integrate: await createIntegrations(stages, { ...context, invoke, deliver, unknownMethod }),
    validate: await createValidators(stages, stack),
  };
  const disconnects = createDisconnects(dependencies);
  const owner: ConnectionOwner = {
    clock,
    message: createMessageHandler(dependencies),
    closed(connection, cause) {
      connections.delete(connection);
      records.closed(connection.context.connectionId, cause);
      disconnects.begin(connection.context, cause);
    },
  };
  const strike = (connection: Connection, take: TakeFault) =>
    strikeConnection(connection, take("connection", factsOf(connection.context)));
  const strikeAll = faults.onAdded((take) => {
    for (const connection of [...connections]) strike(connection, take);
  });
  const handshakes = createHandshakes({
    ...dependencies,
    upgrade: createUpgrader(),
    refused: records.refused,
    opened(request, socket, stream) {
      const connection = new Connection({ socket, stream, record: records.opened(request) }, owner);
      connections.add(connection);
      tokenExpiries.set(connection, tokenExpiryOf(request));
      journal.request("connect", request, { ...userOf(request), ...portOf(stream) });
      if (faults.take) strike(connection, faults.take);
    },
    lost: (lost) => disconnects.begin(lost, LOST),
  });
  const authorizeCaller = settings.verifySignatures
    ? createCallerAuthorization({ access, clock, iam: settings.iam })
    : allowEverybody;

  const management = createManagement({ ...dependencies, authorizeCaller });

  return {
    management,
    metrics: telemetry.metrics,
    connections: createConnectionControl({ connections, records, management }),
    due: () => [...connections].flatMap((connection) => connectionDue(connection, tokenExpiries.get(connection))),
    upgrade(request, socket, head) {
      if (stages.length > 0) handshakes.begin({ request, socket, head });
      return stages.length > 0;
    },
    async [Symbol.asyncDispose]() {
      strikeAll[Symbol.dispose]();
      await shutDown({ clock, handshakes, connections, disconnects });
      telemetry[Symbol.dispose]();
    },
  };
}

const reportUnknownMethod =
  (stack: Stack, journal: GatewayJournal): ReportUnknownMethod =>
  ({ logicalId, path }, { method, line }) => {
    const location = stack.locate(logicalId, ["Properties", ...path]);
    const message = `${logicalId}, ${path.join(".")}, line ${line}: ${method} is not known here and gives nothing.`;
    journal.other("unknown-method", { logicalId, property: path.join("."), line, method, location, message });
  };

const userOf = ({ context: { authorizer } }: GatewayRequest) => journaledUser(authorizer?.principalId);

/** The client's port, by which the one who opened the connection can tell which it is. */
const portOf = (stream: Duplex) => ({ remotePort: "remotePort" in stream ? stream.remotePort : undefined });

/** Time that clients may take to answer the last close frame, and `$disconnect` to run, when the engine stops. */
const FAREWELL_MS = 1_000;
const DRAIN_MS = 2_000;

interface Running {
  readonly clock: Clock;
  readonly handshakes: Handshakes;
  readonly connections: Connections;
  readonly disconnects: Disconnects;
}

/** Closes every connection with 1001 and runs `$disconnect` for each, in 3 seconds at most. */
async function shutDown({ clock, handshakes, connections, disconnects }: Running): Promise<void> {
  handshakes.stop();
  for (const connection of connections) connection.close(CAUSES.stopping);
  await withTimeout(clock, FAREWELL_MS, connections.empty(), undefined);
  for (const connection of connections) connection.terminate();
  const drained = connections.empty().then(() => disconnects.drained());
  await withTimeout(clock, DRAIN_MS, drained, undefined);
}
