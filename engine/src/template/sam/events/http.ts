import { isObject, textOf } from "../../plain-data.ts";
import { ref, type SamContext, sub } from "../expansion/context.ts";
import { type EventSource, permission, type SamEvent } from "./event.ts";
import { apiIdOf, type RouteEventType, routeKey } from "./route-event.ts";

/** HttpApi: the API may call the function. The route itself is part of the API's definition. */
export const httpApiEvent: EventSource = (event, target) => ({
  resources: { [`${event.logicalId}Permission`]: permission(target, apiCaller(event, "HttpApi")) },
});

/** Api: the same for a REST API; the permission is named after the stage. */
export const restApiEvent: EventSource = (event, target, context) => ({
  resources: {
    [`${event.logicalId}Permission${stageOf(event, context)}`]: permission(target, apiCaller(event, "Api")),
  },
});

function apiCaller(event: SamEvent, type: RouteEventType) {
  const { path, method } = routeKey(event);
  const given = event.properties[type === "Api" ? "RestApiId" : "ApiId"];
  const anyPath = path === "$default" ? "" : path.replace(/(.)\/$/, "$1").replace(/\{[^{}]+\}/g, "*");
  const verb = method === "any" ? "*" : method.toUpperCase();
  const sourceArn = sub(
    `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${verb}${anyPath}`,
    { __ApiId__: given ?? ref(apiIdOf(event, type)), __Stage__: "*" },
  );
  return { principal: "apigateway.amazonaws.com", sourceArn };
}

/** The stage's name when the template says it outright. */
function stageOf(event: SamEvent, context: SamContext): string {
  const apiId = apiIdOf(event, "Api");
  const api = context.declarations.get(apiId);
  if (!api) return apiId === "ServerlessRestApi" ? "Prod" : "AllStages";
  return isObject(api.properties.StageName) ? "Stage" : (textOf(api.properties.StageName) ?? "Prod");
}
