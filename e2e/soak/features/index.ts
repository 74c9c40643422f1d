import type { Feature, FeatureOptions } from "./feature.ts";
import { createInboxes } from "./inboxes.ts";
import { createStates } from "./states.ts";
import { createTexts } from "./texts.ts";
import { createUpdates } from "./updates.ts";

/** All that is published in a soak: another feature is a row here. */
export const FEATURES: readonly ((options: FeatureOptions) => Feature)[] = [
  createUpdates,
  createTexts,
  createStates,
  createInboxes,
];
