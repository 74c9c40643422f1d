import type { ServiceContext } from "../../../contract/service.ts";
import type { GatewayResponse, WebSocketCause } from "../../gateway-responses.ts";
import type { DeliverToLambda, InvokeLambda } from "../../invoke-lambda.ts";
import type { Integration } from "../configuration/integration.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { UnknownMethod } from "../mapping/template.ts";

/** A backend's answer, after its mapping. */
export interface IntegrationAnswer {
  readonly status: number;
  /** Names in lower case. Only the handshake has a use for them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined is an empty message, if the route has a response. */
  readonly body: string | Buffer | undefined;
  /** The backend's own id of the call. */
  readonly requestId?: string | undefined;
}

/** The response in place of an answer. Its reason says what happened without quoting what was sent. */
export interface IntegrationFailure extends GatewayResponse<FailureCause> {
  /** The backend's own, where it answered. */
  readonly backendStatus?: number;
  readonly requestId?: string | undefined;
}

type FailureCause = Extract<
  WebSocketCause,
  "unreachable" | "fault" | "timeout" | "unsupportedMediaType" | "unmapped" | "stopping"
>;

export type IntegrationResult = IntegrationAnswer | IntegrationFailure;

export type ObservedResult = IntegrationResult & {
  /** Milliseconds that the backend took. */
  readonly latencyMs: number;
};

/** An integration ready to run. Never rejects. */
export type Backend = (request: GatewayRequest) => Promise<IntegrationResult>;

export interface BackendDependencies
  extends Pick<ServiceContext, "clock" | "endpoint" | "principals" | "stack" | "tracer" | "timeouts"> {
  readonly invoke: InvokeLambda;
  readonly deliver: DeliverToLambda;
  readonly unknownMethod: ReportUnknownMethod;
}

/** The resource and the path of the property that a mapping template stands in. */
export interface TemplatePlace {
  readonly logicalId: string;
  readonly path: readonly string[];
}

/** Tells that a mapping template calls a method that is not known here. */
export type ReportUnknownMethod = (place: TemplatePlace, method: UnknownMethod) => void;

/** Rejects with a `UserError` when the template says what cannot be. */
export type CreateBackend = (integration: Integration, dependencies: BackendDependencies) => Backend | Promise<Backend>;
