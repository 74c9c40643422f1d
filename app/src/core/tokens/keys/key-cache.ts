import type { Log } from "../../ports.ts";

export interface KeyCacheOptions {
  /** Keys are asked for anew when they are older. */
  readonly freshMs: number;
  /** Age until which old ones count while they cannot be had anew; then nobody gets in. */
  readonly maxAgeMs: number;
  /** Time in which unknown keys make us ask once, however many of them come. */
  readonly coolDownMs: number;
  readonly now: () => number;
  readonly log: Log;
  /** True of an error that says nothing of the keys. Default: of each. After another, old ones do not count. */
  readonly isOutage?: ((error: unknown) => boolean) | undefined;
  /** Called each time that keys could not be had anew and older ones count on. */
  readonly onStale?: (() => void) | undefined;
}

export interface KeyCache<Key> {
  /** Rejects when there are none that count, and none can be had. */
  get(): Promise<readonly Key[]>;
  /** Resolves with true when they were had anew just now; false, without asking, when that was tried a moment ago. */
  refresh(): Promise<boolean>;
}

/** Keys that come from far away, kept for a while. */
export function createKeyCache<Key>(load: () => Promise<readonly Key[]>, options: KeyCacheOptions): KeyCache<Key> {
  const { freshMs, maxAgeMs, coolDownMs, now, log, isOutage = () => true, onStale } = options;
  let cached: { readonly keys: readonly Key[]; readonly atMs: number } | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<readonly Key[]> {
    askedAtMs = now();
    const keys = await load();
    cached = { keys, atMs: askedAtMs };
    return keys;
  }

  const mayAsk = () => now() >= askedAtMs + coolDownMs;
  const kept = (ageMs: number) => (cached && now() < cached.atMs + ageMs ? cached.keys : undefined);

  return {
    async get() {
      const fresh = kept(freshMs);
      if (fresh) return fresh;
      const old = kept(maxAgeMs);
      if (!old) return ask();
      if (!mayAsk()) return old;
      return ask().catch((error) => {
        if (!isOutage(error)) throw error;
        log.warn("Keys could not be asked for anew; the old ones still count", { error });
        onStale?.();
        return old;
      });
    },
    async refresh() {
      if (!mayAsk()) return false;
      try {
        await ask();
        return true;
      } catch (error) {
        log.warn("Newer keys could not be asked for", { error });
        return false;
      }
    },
  };
}
