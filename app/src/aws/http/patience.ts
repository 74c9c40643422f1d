/** Looks at the clock in the shortest time. A process that could not run between two has waited for one of them only. */
const LOOKS = 8;

export interface Patience extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts after this time, or a longer one if `limitMs` says so by then, in which the process was there to hear an answer. Of
 * a time in which it could not run, on a busy machine or with a small share of a CPU, an eighth counts at most: what came
 * meanwhile is read before it is given up. So it is after the last look, which can be late as well.
 */
export function patience(ms: number, limitMs = () => ms): Patience {
  const end = new AbortController();
  let waitedMs = 0;
  let timer = setTimeout(look, ms / LOOKS);
  let afterReading: NodeJS.Immediate | undefined;

  function look(): void {
    waitedMs += ms / LOOKS;
    if (waitedMs < limitMs()) timer = setTimeout(look, ms / LOOKS);
    // Sockets are read before the one immediate, and surely between the two.
    else
      afterReading = setImmediate(() => {
        afterReading = setImmediate(giveUp);
      });
  }

  function giveUp(): void {
    end.abort(new DOMException(`No answer within ${waitedMs} ms`, "TimeoutError"));
  }

  return {
    signal: end.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      clearImmediate(afterReading);
    },
  };
}
