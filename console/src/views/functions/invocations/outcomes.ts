import type { Tone } from "../../../ui/badge.tsx";
import type { Outcome } from "../model/answers.ts";

/** Words and colours of what became of an invocation. */
export const OUTCOMES: Readonly<Record<Outcome, readonly [tone: Tone, title: string]>> = {
  running: ["accent", "running"],
  success: ["good", "ok"],
  error: ["bad", "error"],
  timeout: ["bad", "timed out"],
  stopped: ["warn", "stopped"],
};
