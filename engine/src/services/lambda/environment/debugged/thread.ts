import type { ThreadPauses } from "../../../contract/debugging/debugging.ts";
import type { StartIsolate } from "../isolate.ts";
import { startThread } from "../thread.ts";

/** Starts threads that a debugger of this process may pause. */
export const startWatched =
  (pauses: ThreadPauses): StartIsolate =>
  (options, events) => {
    const isolate = startThread(options, events);
    const { threadId } = isolate;
    return {
      ...isolate,
      send(message) {
        pauses.watch();
        isolate.send(message);
      },
      kill() {
        if (threadId !== undefined) pauses.release(threadId);
        isolate.kill();
      },
    };
  };
