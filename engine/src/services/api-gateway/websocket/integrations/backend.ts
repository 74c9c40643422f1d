import type { ServiceContext } from "../../../contract/service.ts";
import type { InvokeLambda } from "../../invoke-lambda.ts";
import type { Integration } from "../configuration/integration.ts";
import type { GatewayRequest } from "../event/request.ts";
import type { CallHttp } from "./http-client.ts";
import type { IntegrationResult } from "./result.ts";

/** An integration ready to run. Never rejects. */
export type Backend = (request: GatewayRequest) => Promise<IntegrationResult>;

export interface BackendDependencies extends Pick<ServiceContext, "clock" | "endpoint" | "principals" | "stack"> {
  readonly invoke: InvokeLambda;
  readonly callHttp: CallHttp;
}

/** Rejects with a `UserError` when the template says what cannot be. */
export type CreateBackend = (integration: Integration, tools: BackendDependencies) => Backend | Promise<Backend>;
