import { authorizer } from "./facts/authorizer.ts";
import { connection } from "./facts/connection.ts";
import { events } from "./facts/events.ts";
import type { Fact, Section } from "./facts/fact.ts";
import { frames } from "./facts/frames.ts";
import { integrations } from "./facts/integrations.ts";
import { management } from "./facts/management.ts";
import { observability } from "./facts/observability.ts";
import { quotas } from "./facts/quotas.ts";
import { routing } from "./facts/routing.ts";
import { surprises } from "./facts/surprises.ts";

/** All that is known of WebSocket APIs, section by section. */
export const sections: readonly Section[] = [
  connection,
  events,
  authorizer,
  routing,
  integrations,
  management,
  quotas,
  observability,
  frames,
  surprises,
];

export const facts: readonly Fact[] = sections.flatMap((section) => section.facts);
