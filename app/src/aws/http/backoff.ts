const BASE_MS = 20;
const MAX_MS = 500;

/** Waits before attempt number `attempt` (0 is the first retry): full jitter, so that those who collided part. */
export function backOff(attempt: number): Promise<void> {
  const ms = Math.random() * Math.min(MAX_MS, BASE_MS * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, ms));
}
