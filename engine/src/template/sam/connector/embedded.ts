import { isObject, objectOf, type PlainObject } from "../../plain-data.ts";
import { type Declaration, declare } from "../../resources/declaration.ts";
import type { SamContext } from "../expansion/context.ts";

const CONNECTOR = "AWS::Serverless::Connector";

/** The connectors that stand under `Connectors` of the resources which are their sources. */
export const embeddedConnectors = ({ declarations, positions }: SamContext): readonly Declaration[] =>
  [...declarations.values()].flatMap((owner) => {
    const connectors = objectOf(owner.body.Connectors);
    return Object.entries(connectors).map(([name, body]) =>
      embedded(owner, name, objectOf(body), positions.at(connectors, name) ?? owner.location),
    );
  });

function embedded(owner: Declaration, name: string, body: PlainObject, location: Declaration["location"]): Declaration {
  const { SourceReference, ...properties } = objectOf(body.Properties);
  const Source = { Id: owner.logicalId, ...(isObject(SourceReference) && SourceReference) };
  const Properties = { ...properties, Source };
  return declare(`${owner.logicalId}${name}`, CONNECTOR, { ...body, Type: CONNECTOR, Properties }, location);
}
