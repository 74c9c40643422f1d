import { type Filter, formatFilter } from "../../model/traces/filter.ts";
import { href } from "../../ui/links.ts";

/** The link to a trace, or to the list, with the filter that holds. */
export function placeOf(traceId: string | undefined, filter: Filter): string {
  const query = formatFilter(filter);
  return (traceId === undefined ? href("traces") : href("traces", traceId)) + (query === "" ? "" : `?${query}`);
}

/** Changes the place without a step back to this one. */
export function showPlace(traceId: string | undefined, filter: Filter): void {
  history.replaceState(null, "", placeOf(traceId, filter));
  dispatchEvent(new HashChangeEvent("hashchange"));
}
