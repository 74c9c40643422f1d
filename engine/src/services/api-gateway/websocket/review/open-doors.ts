import type { Stack, StackResource } from "../../../../template/model.ts";
import { isCustomResource } from "../../../../template/resources/custom-resource.ts";
import { api, authorizer } from "../../resource-types/api.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { route } from "../../resource-types/route.ts";
import { CONNECT } from "../configuration/routing.ts";

interface OpenDoor {
  /** Its `$connect` route, or the API when it has none. */
  readonly resource: StackResource;
  /** Sign that somebody means to guard it. */
  readonly although: string;
}

/**
 * APIs that let everybody connect here and may not do so on AWS: an authorizer is declared that no route has, or a
 * custom resource, which does not run here, knows the API and may attach one.
 */
export function doorsLeftOpen(stack: Stack, resources: readonly StackResource[]): readonly OpenDoor[] {
  return declared(resources, api).flatMap((one) => {
    const routes = declared(resources, route).filter(({ properties }) => properties.ApiId === one.resource.physicalId);
    const connect = routes.find(({ properties }) => properties.RouteKey === CONNECT);
    // One that names its authorizer without a type has a notice of its own.
    if (connect && (connect.properties.AuthorizationType !== "NONE" || connect.properties.AuthorizerId)) return [];
    const reasons = [
      ...unattached(resources, one, routes).map((id) => `${id} is an authorizer of this API that no route has`),
      ...customResourcesThatKnow(one, connect, stack).map(
        (id) => `${id} may attach an authorizer on AWS: custom resources do not run here`,
      ),
    ];
    const although = reasons.join(", and ");
    return although ? [{ resource: connect?.resource ?? one.resource, although }] : [];
  });
}

const unattached = (
  resources: readonly StackResource[],
  { resource: { physicalId } }: Declared<unknown>,
  routes: readonly Declared<{ readonly AuthorizerId?: string | undefined }>[],
): readonly string[] =>
  declared(resources, authorizer)
    .filter(({ properties }) => properties.ApiId === physicalId)
    .filter(({ resource }) => !routes.some(({ properties }) => properties.AuthorizerId === resource.physicalId))
    .map(({ resource }) => resource.logicalId);

/** By their properties, or by those of the function behind them. */
function customResourcesThatKnow(
  { resource }: Declared<unknown>,
  connect: Declared<unknown> | undefined,
  { resources }: Stack,
): readonly string[] {
  const ids = [resource.physicalId, ...(connect ? [connect.resource.physicalId] : [])];
  const knows = ({ properties }: StackResource) => ids.some((id) => JSON.stringify(properties).includes(id));
  const all = [...resources.values()];
  const functionOf = ({ properties: { ServiceToken } }: StackResource) =>
    all.filter(({ type }) => type === "AWS::Lambda::Function").find((each) => each.attribute("Arn") === ServiceToken);
  return all
    .filter(({ type }) => isCustomResource(type))
    .filter((custom) => [custom, functionOf(custom)].some((each) => each && knows(each)))
    .map(({ logicalId }) => logicalId);
}
