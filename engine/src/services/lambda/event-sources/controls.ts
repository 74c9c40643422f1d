import type { Controls } from "../../contract/description/control.ts";
import type { Mapping, Mappings } from "./mappings.ts";

/** Tells how far functions have read their streams: AWS tells only the age of what they read last. */
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
