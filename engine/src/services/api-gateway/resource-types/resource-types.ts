import type { ResourceType, StackResource } from "../../../template/model.ts";
import { api, apiMapping, authorizer, deployment, domainName, model, stage } from "./api.ts";
import { apiKey, usagePlan, usagePlanKey } from "./api-key.ts";
import { integration, integrationResponse } from "./integration.ts";
import { restResourceTypes } from "./rest.ts";
import { route, routeResponse } from "./route.ts";

/** Every resource type of API Gateway. WebSocket and HTTP APIs are made of the same ones. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::ApiGateway::ApiKey": apiKey,
  "AWS::ApiGateway::UsagePlan": usagePlan,
  "AWS::ApiGateway::UsagePlanKey": usagePlanKey,
  "AWS::ApiGatewayV2::Api": api,
  "AWS::ApiGatewayV2::ApiMapping": apiMapping,
  "AWS::ApiGatewayV2::Authorizer": authorizer,
  "AWS::ApiGatewayV2::Deployment": deployment,
  "AWS::ApiGatewayV2::DomainName": domainName,
  "AWS::ApiGatewayV2::Integration": integration,
  "AWS::ApiGatewayV2::IntegrationResponse": integrationResponse,
  "AWS::ApiGatewayV2::Model": model,
  "AWS::ApiGatewayV2::Route": route,
  "AWS::ApiGatewayV2::RouteResponse": routeResponse,
  "AWS::ApiGatewayV2::Stage": stage,
  ...restResourceTypes,
};

/** A resource of the template together with its typed properties. */
export interface Declared<P> {
  readonly resource: StackResource;
  readonly properties: P;
}

/** Those of `resources` that are of one type, in template order. */
export function declared<P>(resources: readonly StackResource[], resourceType: ResourceType<P>): Declared<P>[] {
  return resources
    .filter(({ type }) => resourceTypes[type] === resourceType)
    .map((resource) => ({ resource, properties: resourceType.schema.parse(resource.properties) }));
}
