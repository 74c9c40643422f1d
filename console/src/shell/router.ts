import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ViewProps } from "../views/view.ts";

const FIRST_PLACE = "#/live";

const hash = signal(location.hash || FIRST_PLACE);

addEventListener("hashchange", () => {
  hash.value = location.hash || FIRST_PLACE;
});

/** The place that the address names. */
export const place: ReadonlySignal<ViewProps> = computed(() => parseHash(hash.value));

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
