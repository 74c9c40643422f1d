import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const BYTES_PER_MB = 1024 * 1024;

/** Time between two looks while the handler waits for something. */
const LOOK_MS = 250;

/**
 * Collects what nobody refers to any more; Node.js gives no such function without a flag, which other threads do not see.
 *
 * @type {(() => void) | undefined}
 */
let collect;

function collectGarbage() {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = /** @type {() => void} */ (runInNewContext("gc"));
    setFlagsFromString("--no-expose-gc");
  }
  collect();
}

// User code may replace these.
const { setInterval, clearInterval } = globalThis;

/**
 * Holds a thread to its `MemorySize`. V8's own limit for it is far above: where one value crosses that, V8 ends the
 * whole process.
 *
 * @param {number} limitMb
 * @param {() => void} exhausted Ends the thread.
 */
export function keepMemoryBounded(limitMb, exhausted) {
  const isOver = () => getHeapStatistics().used_heap_size > limitMb * BYTES_PER_MB;
  /** @type {NodeJS.Timeout | undefined} */
  let looks;

  function look() {
    if (!isOver()) return;
    collectGarbage();
    if (isOver()) exhausted();
  }

  return {
    /** Looks from time to time. */
    begin() {
      looks = setInterval(look, LOOK_MS).unref();
    },
    /** Looks for the last time, unless that was so already. */
    end() {
      if (looks === undefined) return;
      clearInterval(looks);
      looks = undefined;
      look();
    },
  };
}

const [ARENAS, ONE] = ["GLIBC_TUNABLES", "glibc.malloc.arena_max=1"];

/**
 * Gives all threads of a process one share of memory, where glibc would keep up to eight for each processor. Node.js's own
 * threads seldom need memory at the same time, so that it costs nothing, and a process that calls AWS takes a tenth less.
 */
export const oneArena = { [ARENAS]: ONE };

/** Hides it from the function and from what that starts: Lambda has no such variable. */
export function hideArena() {
  if (process.env[ARENAS] === ONE) delete process.env[ARENAS];
}
