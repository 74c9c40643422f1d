import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { Tracer } from "../../../kernel/tracing.ts";
import { nearestName } from "../../../kernel/words/nearest-name.ts";
import { createBody } from "../../../languages/selection-expression/index.ts";
import type { Faults } from "../../contract/faults.ts";
import { type GatewayResponse, gatewayResponse, isGatewayResponse, webSocketRow } from "../gateway-responses.ts";
import { NO_ROUTE, selectRoute } from "./configuration/routing.ts";
import type { Connection } from "./connection/connection.ts";
import { LARGEST_MESSAGE_BYTES } from "./connection/quotas.ts";
import type { Ids } from "./event/ids.ts";
import type { ConnectionContext, GatewayRequest } from "./event/request.ts";
import { factsOf, faultResponse, strikeConnection } from "./faults.ts";
import type { FrameSource } from "./inspection/frame-store.ts";
import type { IntegrationResult } from "./integrations/backend.ts";
import type { Integrate } from "./integrations/integrations.ts";
import type { GatewayJournal } from "./journal.ts";
import type { Validate } from "./mapping/validators.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { Throttles } from "./throttle.ts";

export interface MessageDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly tracer: Tracer;
  readonly ids: Ids;
  readonly journal: GatewayJournal;
  readonly faults: Faults;
  readonly throttles: Throttles;
  readonly validate: Validate;
  readonly integrate: Integrate;
  readonly telemetry: Telemetry;
}

type Response = GatewayResponse<"notFound" | "throttled" | "badRequestBody" | "internal">;

/** Takes a message from its text to the client's answer. Never rejects. */
export type HandleMessage = (connection: Connection, text: string) => Promise<void>;

export function createMessageHandler(dependencies: MessageDependencies): HandleMessage {
  const { tracer, journal, faults, throttles, validate, integrate, telemetry } = dependencies;

  async function handle(connection: Connection, text: string): Promise<void> {
    const request = messageRequest(connection.context, text, dependencies);
    connection.record.received(text, request);
    telemetry.message(request.context.stage, request.route.key);
    const fault = faults.meet && (await faults.meet("message", factsOf(request.context, request)));
    if (fault && strikeConnection(connection, fault)) return;
    const response = (fault && faultResponse(fault)) ?? check(request);
    if (response) refuse(connection, request, response);
    else await answer(connection, request);
  }

  async function answer(connection: Connection, request: GatewayRequest): Promise<void> {
    journal.request("message", request, { bytes: bytesOf(request) });
    const integration = await integrate(request);
    const result = withinQuota(integration, request);
    if (isGatewayResponse(result)) {
      const { cause: failure, reason: detail, backendStatus } = result;
      if (failure !== "stopping")
        journal.request("error", request, { failure, detail, ...(backendStatus && { backendStatus }) });
      const sentBytes = send(connection, request, errorFrame(request, webSocketRow(result).message), "gateway");
      const { status } = webSocketRow(result);
      return telemetry.finished(request, { status, response: result, integration, sentBytes });
    }
    const sentBytes = request.route.twoWay ? send(connection, request, result.body ?? "", "answer") : undefined;
    if (!request.route.twoWay && isUnheardError(request, result.status))
      journal.request("error", request, { failure: "unheard", backendStatus: result.status, detail: UNHEARD });
    telemetry.finished(request, { status: 200, integration, sentBytes });
  }

  /** Returns the response to a message that reaches no integration. */
  function check(request: GatewayRequest): Response | undefined {
    const { context, route } = request;
    const isAdmitted = throttles.admitRequest(context.stage, route);
    if (route === NO_ROUTE) return gatewayResponse("notFound", "no route fits and there is no $default");
    if (!isAdmitted) return gatewayResponse("throttled", "a throttle has no token left");
    const validationError = validate(request);
    return validationError === undefined ? undefined : gatewayResponse("badRequestBody", validationError);
  }

  function refuse(connection: Connection, request: GatewayRequest, response: Response): void {
    const { status, message } = webSocketRow(response);
    const frame = response.cause === "badRequestBody" ? badRequestBodyFrame(request) : errorFrame(request, message);
    const missed = response.cause === "notFound" ? missedRoute(request) : {};
    const sentBytes = send(connection, request, frame, "gateway");
    journal.request("message", request, {
      bytes: bytesOf(request),
      refused: message,
      reason: response.reason,
      ...missed,
      sentBytes,
    });
    telemetry.finished(request, { status, response });
  }

  /** Returns the size of what is sent; undefined when the client is gone. */
  function send(
    connection: Connection,
    { context, route, requestId }: GatewayRequest,
    message: string | Buffer,
    source: FrameSource,
  ): number | undefined {
    if (connection.send(message, { source, routeKey: route.key, requestId }) === "gone") return undefined;
    telemetry.message(context.stage, route.key);
    return Buffer.byteLength(message);
  }

  // A defect of ours costs one message, not the engine.
  return (connection, text) =>
    tracer.trace(() =>
      handle(connection, text).catch((error: unknown) =>
        journal.connection("error", connection.context, { failure: "defect", detail: messageOf(error) }),
      ),
    );
}

const bytesOf = ({ body }: GatewayRequest) => Buffer.byteLength(body?.text ?? "");

function messageRequest(
  context: ConnectionContext,
  text: string,
  { clock, ids, tracer }: Pick<MessageDependencies, "clock" | "ids" | "tracer">,
): GatewayRequest {
  const body = createBody(text);
  return {
    span: tracer.current,
    context,
    route: selectRoute(context.stage, body),
    eventType: "MESSAGE",
    requestId: ids.request(),
    time: clock.now(),
    messageId: ids.message(context.connectionId),
    body,
  };
}

/** The routes that there are, and the one that the message was perhaps meant for: never what the message says. */
function missedRoute({ context: { stage }, body }: GatewayRequest): { routes: readonly string[]; meant?: string } {
  const routes = [...stage.routes.keys()].filter((key) => !key.startsWith("$"));
  const wanted = body?.json === undefined ? "" : stage.api.routeSelection({ request: { body } }).text;
  const meant = nearestName(wanted, routes);
  return { routes, ...(meant !== undefined && { meant }) };
}

/** A gateway response on an open connection [4.3/template], spaced as in every capture. */
const errorFrame = ({ context, requestId }: GatewayRequest, message: string | null) =>
  `{"message": "${message}", "connectionId":"${context.connectionId}", "requestId":"${requestId}"}`;

/** The one frame that names the message in place of the request [4.3/bad-request-body]. */
const badRequestBodyFrame = ({ context, messageId = "" }: GatewayRequest) =>
  `{"message": "Bad request body", "connectionId":"${context.connectionId}", "messageId":"${messageId}"}`;

const UNHEARD = "the backend refused the call, and a route without a response tells no client";

const FIRST_ERROR_STATUS = 400;

/** A function behind a proxy integration has logs of its own. */
const NON_PROXY: ReadonlySet<string | undefined> = new Set(["AWS", "HTTP"]);

/** AWS is silent here as well, which leaves who debugs it without a trace. */
const isUnheardError = ({ route }: GatewayRequest, status: number) =>
  NON_PROXY.has(route.integration?.type) && status >= FIRST_ERROR_STATUS;

/** An answer is a message too, and no message may be larger than 128 KB [7/message-payload]. */
function withinQuota(result: IntegrationResult, { route }: GatewayRequest): IntegrationResult {
  if (isGatewayResponse(result) || !route.twoWay || result.body === undefined) return result;
  if (Buffer.byteLength(result.body) <= LARGEST_MESSAGE_BYTES) return result;
  return gatewayResponse("fault", "the answer is larger than 128 KB");
}
