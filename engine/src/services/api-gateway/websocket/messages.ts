import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { createBody } from "../../../languages/selection-expression/index.ts";
import type { Connection } from "./connection/connection.ts";
import { LARGEST_MESSAGE_BYTES } from "./connection/quotas.ts";
import { badRequestBodyFrame, errorFrame } from "./error-frame.ts";
import type { Client, GatewayRequest } from "./event/request.ts";
import type { Ids } from "./ids.ts";
import { FAILURES, type IntegrationResult, isFailure } from "./integrations/result.ts";
import type { GatewayJournal } from "./journal.ts";
import { NO_ROUTE, selectRoute } from "./routing.ts";
import type { RequestOutcome } from "./telemetry/outcome.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { Throttles } from "./throttle.ts";
import type { Validate } from "./validators.ts";

export interface MessageDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly journal: GatewayJournal;
  readonly throttles: Throttles;
  readonly telemetry: Telemetry;
  readonly validate: Validate;
}

/** Why a message reaches no integration. */
interface MessageRefusal {
  readonly outcome: RequestOutcome & { readonly error: string };
  readonly reason: string;
  readonly frame: (request: GatewayRequest, error: string) => string;
}

const FORBIDDEN: MessageRefusal = {
  outcome: { status: 403, error: "Forbidden" },
  reason: "no route fits and there is no $default",
  frame: errorFrame,
};

const THROTTLED: MessageRefusal = {
  outcome: { status: 429, error: "Too Many Requests" },
  reason: "a throttle has no token left",
  frame: errorFrame,
};

const invalid = (validationError: string): MessageRefusal => ({
  outcome: { status: 400, error: "Bad request body", validationError },
  reason: validationError,
  frame: badRequestBodyFrame,
});

/** What becomes of a message from a client. Never rejects. */
export function createMessageHandler(
  tools: MessageDependencies,
): (connection: Connection, text: string) => Promise<void> {
  const { clock, ids, journal, throttles, telemetry, validate } = tools;

  function messageRequest(client: Client, text: string): GatewayRequest {
    const body = createBody(text);
    return {
      client,
      route: selectRoute(client.stage, body),
      eventType: "MESSAGE",
      requestId: ids.request(),
      time: clock.now(),
      messageId: ids.message(client.connectionId),
      body,
    };
  }

  function send(connection: Connection, { client, route }: GatewayRequest, message: string | Buffer): void {
    if (connection.send(message) === "sent") telemetry.message(client.stage, route.key);
  }

  function refusalOf(request: GatewayRequest): MessageRefusal | undefined {
    const { client, route } = request;
    const isAdmitted = throttles.admitRequest(client.stage, route);
    if (route === NO_ROUTE) return FORBIDDEN;
    if (!isAdmitted) return THROTTLED;
    const validationError = validate(request);
    return validationError === undefined ? undefined : invalid(validationError);
  }

  function refuse(connection: Connection, request: GatewayRequest, { outcome, reason, frame }: MessageRefusal) {
    journal.request("message", request, { refused: outcome.error, reason });
    send(connection, request, frame(request, outcome.error));
    return outcome;
  }

  async function run(connection: Connection, request: GatewayRequest): Promise<RequestOutcome> {
    journal.request("message", request);
    const { result: answered, outcome: integration } = await telemetry.integrate(request);
    const result = withinQuota(answered, request);
    if (isFailure(result)) {
      const { status, message } = FAILURES[result.failure];
      const { failure, detail, backendStatus } = result;
      journal.request("error", request, { failure, detail, ...(backendStatus && { backendStatus }) });
      send(connection, request, errorFrame(request, message));
      return { status, error: message, integration };
    }
    if (request.route.twoWay) send(connection, request, result.body ?? "");
    else if (isUnheardError(request, result.status))
      journal.request("error", request, { failure: "unheard", backendStatus: result.status, detail: UNHEARD });
    return { status: 200, integration };
  }

  async function handle(connection: Connection, text: string): Promise<void> {
    const request = messageRequest(connection.client, text);
    const { client, route } = request;
    telemetry.message(client.stage, route.key);
    const refusal = refusalOf(request);
    const outcome = refusal ? refuse(connection, request, refusal) : await run(connection, request);
    telemetry.finished(request, outcome);
  }

  // A defect of ours costs one message, not the engine.
  return (connection, text) =>
    handle(connection, text).catch((error: unknown) =>
      journal.connection("error", connection.client, { failure: "defect", detail: messageOf(error) }),
    );
}

const UNHEARD = "the backend refused the call, and a route without a response tells no client";

const FIRST_ERROR_STATUS = 400;

/** A function behind a proxy integration has logs of its own. */
const NON_PROXY: ReadonlySet<string | undefined> = new Set(["AWS", "HTTP"]);

/** AWS is silent here as well, which leaves who debugs it without a trace. */
const isUnheardError = ({ route }: GatewayRequest, status: number) =>
  NON_PROXY.has(route.integration?.type) && status >= FIRST_ERROR_STATUS;

/** An answer is a message too, and no message may be larger than 128 KB (§7). */
function withinQuota(result: IntegrationResult, { route }: GatewayRequest): IntegrationResult {
  if (isFailure(result) || !route.twoWay || result.body === undefined) return result;
  if (Buffer.byteLength(result.body) <= LARGEST_MESSAGE_BYTES) return result;
  return { failure: "fault", detail: "the answer is larger than 128 KB" };
}
