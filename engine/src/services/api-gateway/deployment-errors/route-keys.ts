import type { Notice, Stack, StackResource } from "../../../template/model.ts";
import { api } from "../resource-types/api.ts";
import { declared } from "../resource-types/resource-types.ts";
import { route } from "../resource-types/route.ts";
import { deploymentError } from "./deployment-error.ts";

interface Form {
  takes(key: string): boolean;
  readonly message: string;
}

const PREDEFINED: ReadonlySet<string> = new Set(["$connect", "$disconnect", "$default"]);
const METHOD_AND_PATH = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY)\s+\/\S*$/i;

const FORMS: Readonly<Record<"WEBSOCKET" | "HTTP", Form>> = {
  // A `$` is for the three that API Gateway defines: a misspelt `$connect` would leave the real one open.
  WEBSOCKET: {
    takes: (key) => key !== "" && (!key.startsWith("$") || PREDEFINED.has(key)),
    message: "The provided route key is not formatted properly",
  },
  HTTP: {
    takes: (key) => key === "$default" || METHOD_AND_PATH.test(key),
    message:
      "The provided route key is not formatted properly for HTTP protocol. " +
      'Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
  },
};

/** Route keys that API Gateway would refuse. Those of an API of another stack may be of either form. */
export function malformedRouteKeys(stack: Stack, resources: readonly StackResource[]): readonly Notice[] {
  const protocols = new Map(
    declared(resources, api).map(({ resource, properties }) => [
      resource.physicalId,
      properties.ProtocolType ?? "HTTP",
    ]),
  );
  return declared(resources, route).flatMap(({ resource, properties: { ApiId, RouteKey } }) => {
    const protocol = protocols.get(ApiId);
    if (!protocol || FORMS[protocol].takes(RouteKey)) return [];
    const message = `${FORMS[protocol].message}: ${JSON.stringify(RouteKey)}`;
    return [deploymentError(resource, { code: "route-key", status: 400, message, property: "RouteKey" }, stack)];
  });
}
