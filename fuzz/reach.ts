import { type Profiler, Session } from "node:inspector";

/** The blocks of the engine's code that inputs reach, as V8 counts them for its inspector. */
export interface Reach extends Disposable {
  /** The blocks that were run since the last look. A look takes milliseconds, so that it is one for many inputs. */
  look(): ReadonlySet<string>;
}

export function createReach(): Reach {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return {
    look: () => new Set(coverageOf(session).flatMap(blocksOf)),
    [Symbol.dispose]: () => session.disconnect(),
  };
}

function coverageOf(session: Session): readonly Profiler.ScriptCoverage[] {
  let result: readonly Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (_error, found) => {
    result = found?.result ?? [];
  });
  return result;
}

function blocksOf({ url, functions }: Profiler.ScriptCoverage): readonly string[] {
  if (!url.includes("/engine/src/")) return [];
  const ranges = functions.flatMap((each) => each.ranges.filter(({ count }) => count > 0));
  return ranges.map(({ startOffset, endOffset }) => `${url} ${startOffset} ${endOffset}`);
}
