import type { ComponentType } from "preact";
import type { IconName } from "../ui/icon.tsx";

/** The place that the address names: `#/connections/ID?tab=frames`. */
export interface ViewProps {
  /** All segments, decoded, the first among them: `["connections", "ID"]`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

export interface ViewRow {
  /** First segment of its address. */
  readonly id: string;
  readonly title: string;
  /** A line about what it is for, in the palette and where it is not there yet. */
  readonly about: string;
  readonly icon: IconName;
  /** Follows `g` on the keyboard. */
  readonly key: string;
  /** Further first segments that lead to it. */
  readonly also?: readonly string[];
  /** Loads it when it is opened for the first time; undefined while it is not built. */
  readonly load?: () => Promise<ComponentType<ViewProps>>;
}
