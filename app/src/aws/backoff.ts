import { setTimeout as sleep } from "node:timers/promises";

const BASE_MS = 20;
const MAX_MS = 500;

/** Waits before attempt number `attempt` (0 is the first retry): full jitter, so that those who collided part. */
export function backOff(attempt: number): Promise<void> {
  return sleep(Math.random() * Math.min(MAX_MS, BASE_MS * 2 ** attempt));
}
