import type { Notice, ResourceType, Stack, StackResource } from "../../../template/model.ts";
import { apiMapping, authorizer, model, stage } from "../resource-types/api.ts";
import { type Declared, declared } from "../resource-types/resource-types.ts";
import { restAuthorizer, restMethod, restResource, restStage } from "../resource-types/rest.ts";
import { route } from "../resource-types/route.ts";
import { deploymentError } from "./deployment-error.ts";

interface Names<P> {
  /** Code of the notice. */
  readonly code: string;
  /** The property with the name. */
  readonly property: string;
  /** Names, outermost first, that the name is unique within; undefined for a resource that has no name. */
  scope(properties: P): readonly (string | undefined)[];
  name(properties: P): string | undefined;
  message(name: string): string;
}

type Rule = (stack: Stack, resources: readonly StackResource[]) => readonly Notice[];

/**
 * Two of one name never end up side by side on AWS: the second is refused. Here the last one would win, and an open
 * copy of a guarded route would open it.
 */
function unique<P>(type: ResourceType<P>, names: Names<P>): Rule {
  return (stack, resources) => {
    const first = new Map<string, Declared<P>>();
    return declared(resources, type).flatMap((one) => {
      const name = names.name(one.properties);
      if (name === undefined) return [];
      const key = JSON.stringify([...names.scope(one.properties), name]);
      const { resource } = first.get(key) ?? {};
      if (!resource) {
        first.set(key, one);
        return [];
      }
      const { code, property } = names;
      const message = `${names.message(name)}: ${resource.logicalId}.`;
      return [deploymentError(one.resource, { code, status: 409, message, property }, stack)];
    });
  };
}

const STAGE_EXISTS = "Stage already exists";
const authorizerExists = (name: string) =>
  `Authorizer name must be unique. Authorizer ${name} already exists in this RestApi`;

/** The messages are those that people report from failed deployments, of WebSocket and HTTP APIs as of REST APIs. */
const RULES: readonly Rule[] = [
  unique(route, {
    code: "route-exists",
    property: "RouteKey",
    scope: ({ ApiId }) => [ApiId],
    name: ({ RouteKey }) => RouteKey,
    message: (key) => `Route with key ${key} already exists for this API`,
  }),
  unique(stage, {
    code: "stage-exists",
    property: "StageName",
    scope: ({ ApiId }) => [ApiId],
    name: ({ StageName }) => StageName,
    message: () => STAGE_EXISTS,
  }),
  unique(authorizer, {
    code: "authorizer-exists",
    property: "Name",
    scope: ({ ApiId }) => [ApiId],
    name: ({ Name }) => Name,
    message: authorizerExists,
  }),
  unique(model, {
    code: "model-exists",
    property: "Name",
    scope: ({ ApiId }) => [ApiId],
    name: ({ Name }) => Name,
    message: (name) => `Model name already exists for this API (${name})`,
  }),
  unique(apiMapping, {
    code: "api-mapping-exists",
    property: "ApiMappingKey",
    scope: ({ DomainName }) => [DomainName.toLowerCase()],
    name: ({ ApiMappingKey }) => (ApiMappingKey === "(none)" ? "" : ApiMappingKey),
    message: () => "ApiMapping key already exists for this domain name",
  }),
  unique(restMethod, {
    code: "method-exists",
    property: "HttpMethod",
    scope: ({ RestApiId, ResourceId }) => [RestApiId, ResourceId],
    name: ({ HttpMethod }) => HttpMethod.toUpperCase(),
    message: () => "Method already exists for this resource",
  }),
  unique(restResource, {
    code: "resource-exists",
    property: "PathPart",
    scope: ({ RestApiId, ParentId }) => [RestApiId, ParentId],
    name: ({ PathPart }) => PathPart,
    message: (name) => `Another resource with the same parent already has this name: ${name}`,
  }),
  unique(restStage, {
    code: "stage-exists",
    property: "StageName",
    scope: ({ RestApiId }) => [RestApiId],
    name: ({ StageName }) => StageName,
    message: () => STAGE_EXISTS,
  }),
  unique(restAuthorizer, {
    code: "authorizer-exists",
    property: "Name",
    scope: ({ RestApiId }) => [RestApiId],
    name: ({ Name }) => Name,
    message: authorizerExists,
  }),
];

/** Names that API Gateway would refuse, because another resource of the template has them already. */
export const nameConflicts: Rule = (stack, resources) => RULES.flatMap((rule) => rule(stack, resources));
