import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ViewProps } from "../views/view.ts";
import { parseHash } from "./parse-hash.ts";

const FIRST_PLACE = "#/live";

const hash = signal(location.hash || FIRST_PLACE);

addEventListener("hashchange", () => {
  hash.value = location.hash || FIRST_PLACE;
});

/** The place that the address names. */
export const place: ReadonlySignal<ViewProps> = computed(() => parseHash(hash.value));
