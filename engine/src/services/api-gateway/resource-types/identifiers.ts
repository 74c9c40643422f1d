import { stableId } from "../../../kernel/random.ts";
import type { ResourceType, StackIdentity } from "../../../template/model.ts";

type Attributes = NonNullable<ResourceType["attributes"]>;

/** The id that a resource has in this stack, at every start the same. */
export const resourceId = (logicalId: string, stack: StackIdentity, length: number) =>
  stableId(`${stack.name}/${logicalId}`, length);

/** A type whose `Ref` is a generated id, which some `Fn::GetAtt` name gives too. */
export function generated<P>(
  schema: ResourceType<P>["schema"],
  options: { readonly idLength: number; readonly idAttribute: string; readonly attributes?: Attributes },
): ResourceType<P> {
  return {
    schema,
    ref: (logicalId, _properties, stack) => resourceId(logicalId, stack, options.idLength),
    attributes: { [options.idAttribute]: (physicalId: string) => physicalId, ...options.attributes },
  };
}

/** A type whose `Ref` is one of its own properties. */
export function named<P>(
  schema: ResourceType<P>["schema"],
  property: string,
  attributes: Attributes = {},
): ResourceType<P> {
  return { schema, ref: (logicalId, properties) => String(properties[property] ?? logicalId), attributes };
}
