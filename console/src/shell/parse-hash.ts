import type { ViewProps } from "../views/view.ts";

/** Reads `#/connections/ID?tab=frames`. What is no well-formed encoding stays as it is. */
export function parseHash(text: string): ViewProps {
  const [path = "", query = ""] = text.replace(/^#?\/?/, "").split("?", 2);
  return { segments: path.split("/").filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
