import { useMemo } from "preact/hooks";
import { entries } from "../../../engine/journal/journal.ts";
import { traceIdOf } from "../../../model/connections/trace-id.ts";
import { href } from "../../../ui/links.ts";

/** A link to the trace of a request, while the journal knows it. */
export function FrameTrace({ requestId }: { readonly requestId: string }) {
  const traceId = useMemo(() => {
    const own = entries().find(({ data }) => data.requestId === requestId);
    return own && traceIdOf(own);
  }, [requestId]);
  return traceId === undefined ? null : <a href={href("traces", traceId)}>Trace</a>;
}
