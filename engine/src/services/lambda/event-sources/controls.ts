import type { Controls } from "../../contract/control.ts";
import type { Mapping, Mappings } from "./mappings.ts";

/** How far functions have read their streams: on AWS, only the age of what they read last can be had. */
export const mappingControls = (mappings: Mappings): Controls => ({
  "GET event-sources": () => ({ eventSources: mappings.all.map(view) }),
});

function view({ resource, resolved, enabled, source }: Mapping): object {
  const { physicalId: id, logicalId, properties } = resource;
  const { EventSourceArn, StartingPosition } = properties;
  return {
    id,
    logicalId,
    function: resolved.target.configuration.logicalId,
    source: EventSourceArn,
    enabled,
    ...(StartingPosition && { startingPosition: StartingPosition }),
    acknowledgedUpTo: source?.acknowledgedUpTo?.(),
  };
}
