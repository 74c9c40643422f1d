import type { z } from "zod";
import type { Stack } from "../../../../template/model.ts";
import { functionArnOf, substituteStageVariables } from "../../function-arn.ts";
import {
  type integrationResponse,
  type integration as integrationType,
  WEBSOCKET_TIMEOUT_MS,
} from "../../resource-types/integration.ts";
import type { Declared } from "../../resource-types/resource-types.ts";

export type IntegrationSettings = z.infer<typeof integrationType.schema>;
export type IntegrationResponseSettings = z.infer<typeof integrationResponse.schema>;
export type DeclaredIntegration = Declared<IntegrationSettings>;
export type DeclaredIntegrationResponse = Declared<IntegrationResponseSettings>;

/** A backend, with the stage's variables filled in. */
export interface Integration {
  readonly id: string;
  readonly logicalId: string;
  readonly type: IntegrationSettings["IntegrationType"];
  readonly uri: string;
  /** The function that the URI names, if it does. */
  readonly functionArn: string | undefined;
  /** The role that API Gateway takes on to call the backend. */
  readonly credentialsArn: string | undefined;
  readonly timeoutMs: number;
  readonly settings: IntegrationSettings;
  readonly responses: readonly IntegrationResponse[];
}

export type IntegrationResponse = IntegrationResponseSettings & { readonly logicalId: string };

/** The place that a configuration is compiled for: names in ARNs, and the variables of one stage. */
export interface StageScope {
  readonly stack: Stack;
  readonly variables: Readonly<Record<string, string>>;
}

export function compileIntegration(
  { resource, properties }: DeclaredIntegration,
  responses: readonly DeclaredIntegrationResponse[],
  { stack, variables }: StageScope,
): Integration {
  const uri = substituteStageVariables(properties.IntegrationUri ?? "", variables);
  const { CredentialsArn } = properties;
  return {
    id: resource.physicalId,
    logicalId: resource.logicalId,
    type: properties.IntegrationType,
    uri,
    functionArn: functionArnOf(uri, stack),
    credentialsArn: CredentialsArn && substituteStageVariables(CredentialsArn, variables),
    timeoutMs: Math.min(properties.TimeoutInMillis ?? WEBSOCKET_TIMEOUT_MS, WEBSOCKET_TIMEOUT_MS),
    settings: properties,
    responses: responses
      .filter((response) => response.properties.IntegrationId === resource.physicalId)
      .map(({ resource, properties }) => ({ ...properties, logicalId: resource.logicalId })),
  };
}
