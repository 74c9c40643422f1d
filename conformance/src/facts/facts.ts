import { authorizer } from "./authorizer.ts";
import { connection } from "./connection.ts";
import { events } from "./events.ts";
import type { Fact, Section } from "./fact.ts";
import { frames } from "./frames.ts";
import { integrations } from "./integrations.ts";
import { management } from "./management.ts";
import { observability } from "./observability.ts";
import { quotas } from "./quotas.ts";
import { routing } from "./routing.ts";
import { surprises } from "./surprises.ts";

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
