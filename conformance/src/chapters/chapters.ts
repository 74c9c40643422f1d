import type { Chapter } from "../suite/declare.ts";
import { authorizer } from "./authorizer.ts";
import { contexts } from "./contexts.ts";
import { events } from "./events.ts";
import { frames } from "./frames.ts";
import { handshakes } from "./handshake.ts";
import { integrations } from "./integrations.ts";
import { limits } from "./limits.ts";
import { management } from "./management.ts";
import { mapping } from "./mapping.ts";
import { messages } from "./messages.ts";
import { resources } from "./resources.ts";
import { selection } from "./selection.ts";
import { surprises } from "./surprises.ts";

/** All cases. What moves a target's clock comes last: it ends every connection. */
export const chapters: readonly Chapter[] = [
  handshakes,
  events,
  contexts,
  authorizer,
  messages,
  selection,
  integrations,
  mapping,
  management,
  frames,
  resources,
  surprises,
  limits,
];
