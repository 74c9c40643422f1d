import type { Chapter } from "../suite/declare.ts";
import { authorizer } from "./authorizer.ts";
import { events } from "./events.ts";
import { frames } from "./frames.ts";
import { handshakes } from "./handshake.ts";
import { integrations } from "./integrations.ts";
import { limits } from "./limits.ts";
import { management } from "./management.ts";
import { messages } from "./messages.ts";
import { surprises } from "./surprises.ts";

/** All cases. What moves a target's clock comes last: it ends every connection. */
export const chapters: readonly Chapter[] = [
  handshakes,
  events,
  authorizer,
  messages,
  integrations,
  management,
  frames,
  surprises,
  limits,
];
