import { type Debugger, type Profiler, Session } from "node:inspector/promises";

/** A function of the engine's sources that was called, or went on after an `await`. */
export interface EnteredFunction {
  /** Path below `engine/src/`. */
  readonly file: string;
  /** Offset in the file as it runs, which tells functions of one name apart. */
  readonly offset: number;
  /** Name in the source; empty for a callback that nobody named. */
  readonly name: string;
}

export interface CallCounter extends Disposable {
  /** Runs `work` and resolves with its result and the functions that were called from its start until it resolved. */
  during<T>(work: () => Promise<T>): Promise<{ readonly entered: readonly EnteredFunction[]; readonly result: T }>;
}

const ENGINE_SOURCE = /\/engine\/src\/([^?]+)/;

/** Counts calls in this process from now on. V8 sets its counts back to zero each time that they are taken. */
export async function startCallCounter(): Promise<CallCounter> {
  const session = new Session();
  session.connect();
  const texts = await readScripts(session);
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  return {
    async during(work) {
      await session.post("Profiler.takePreciseCoverage");
      const result = await work();
      const coverage = await session.post("Profiler.takePreciseCoverage");
      const entered = coverage.result.flatMap((script) => enteredIn(script, texts.get(script.scriptId) ?? ""));
      return { entered, result };
    },
    [Symbol.dispose]: () => session.disconnect(),
  };
}

/** Texts of the engine's scripts as they run, by id; those that are loaded later are added. */
async function readScripts(session: Session): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const read = async ({ params: { url, scriptId } }: { readonly params: Debugger.ScriptParsedEventDataType }) => {
    if (!ENGINE_SOURCE.test(url)) return;
    const { scriptSource } = await session.post("Debugger.getScriptSource", { scriptId });
    texts.set(scriptId, scriptSource);
  };
  session.on("Debugger.scriptParsed", read);
  await session.post("Debugger.enable");
  return texts;
}

/** Functions of a script with a count above 0: neither the module itself, which starts at 0, nor what tools added. */
function enteredIn({ url, functions }: Profiler.ScriptCoverage, text: string): readonly EnteredFunction[] {
  const file = ENGINE_SOURCE.exec(url)?.[1];
  if (!file) return [];
  const entered = functions.flatMap(({ functionName, ranges: [range] }) =>
    range && range.count > 0 ? { name: functionName, start: range.startOffset, end: range.endOffset } : [],
  );
  const helpers = entered.filter(({ name }) => name.startsWith(HELPER));
  return entered
    .filter(({ name, start }) => start > 0 && !name.startsWith(INITIALIZER) && !helpers.some(around(start)))
    .map(({ name, start, end }) => ({ file, offset: start, name: name || nameGiven(text, end) }));
}

/** Beginning of the names of functions that esbuild adds to a file (`__name`, `__using`). */
const HELPER = "__";

/** Beginning of the names of V8's own functions, which set the fields of a class (`<instance_members_initializer>`). */
const INITIALIZER = "<";

interface Span {
  readonly start: number;
  readonly end: number;
}

const around =
  (offset: number) =>
  ({ start, end }: Span) =>
    start <= offset && offset < end;

/** The name that esbuild gives to a function afterwards: `const add = __name((a, b) => a + b, "add")`. */
const nameGiven = (text: string, end: number) => /^\s*,\s*"([^"]+)"\)/.exec(text.slice(end, end + 100))?.[1] ?? "";
