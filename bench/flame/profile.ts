/** A profile as V8 writes it, with `--cpu-prof`. Times are in microseconds of the machine's monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** A function with the time of it and of all that it called. */
export interface Frame {
  readonly name: string;
  /** The module that it stands in. */
  readonly module: string;
  readonly us: number;
  readonly children: readonly Frame[];
}

/** A span of the monotonic clock. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Names the module of a function, by the file and the line that V8 knows it by. */
export type ModuleOf = (url: string, line: number) => string;

/** Names that V8 gives to no function: waiting is not work. */
const WAITING = new Set(["(idle)", "(root)"]);

/** Sums up the samples of a span, by who called whom. */
export function foldProfile(
  { nodes, startTime, samples, timeDeltas }: CpuProfile,
  span: Span,
  moduleOf: ModuleOf,
): Frame {
  const own = new Map<number, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const us = timeDeltas[index] ?? 0;
    at += us;
    if (at >= span.fromUs && at <= span.toUs) own.set(id, (own.get(id) ?? 0) + us);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frameOf = (id: number): readonly Frame[] => {
    const node = byId.get(id);
    if (!node) return [];
    const { functionName, url, lineNumber } = node.callFrame;
    const children = merge((node.children ?? []).flatMap(frameOf));
    if (WAITING.has(functionName)) return children;
    const us = sum(children) + (own.get(id) ?? 0);
    return us === 0 ? [] : [{ name: functionName || "(anonymous)", module: moduleOf(url, lineNumber), us, children }];
  };
  const children = merge(nodes[0] ? frameOf(nodes[0].id) : []);
  return { name: "all", module: "", us: sum(children), children };
}

const sum = (frames: readonly Frame[]) => frames.reduce((total, { us }) => total + us, 0);

/** Makes one frame of those of one function, the largest first. */
function merge(frames: readonly Frame[]): readonly Frame[] {
  return groupsOf(frames)
    .map(([first, ...others]) =>
      first && others.length > 0
        ? {
            ...first,
            us: first.us + sum(others),
            children: merge([first, ...others].flatMap(({ children }) => children)),
          }
        : first,
    )
    .filter((frame) => frame !== undefined)
    .sort((one, other) => other.us - one.us);
}

function groupsOf(frames: readonly Frame[]): Frame[][] {
  const groups = new Map<string, Frame[]>();
  for (const frame of frames) {
    const key = `${frame.name} ${frame.module}`;
    groups.set(key, [...(groups.get(key) ?? []), frame]);
  }
  return [...groups.values()];
}

/** Leaves out frames of less than a share of the whole: their time stays with who called them. */
export function withoutSmall(frame: Frame, share: number, wholeUs = frame.us): Frame {
  const children = frame.children.filter(({ us }) => us >= wholeUs * share);
  return { ...frame, children: children.map((child) => withoutSmall(child, share, wholeUs)) };
}

/** Reads where modules begin from the comments that esbuild leaves in a bundle; other files are named by themselves. */
export function modulesOfBundles(readText: (url: string) => string | undefined): ModuleOf {
  const bundles = new Map<string, readonly (readonly [line: number, module: string])[]>();
  const startsOf = (url: string) => {
    const known = bundles.get(url);
    if (known) return known;
    const lines = readText(url)?.split("\n") ?? [];
    const starts = lines.flatMap((line, index) => {
      const [, module] = /^\s*\/\/ (\S+\.(?:ts|js|mjs|cjs))$/.exec(line) ?? [];
      return module ? [[index, module] as const] : [];
    });
    bundles.set(url, starts);
    return starts;
  };
  return (url, line) => startsOf(url).findLast(([start]) => start <= line)?.[1] ?? shortName(url);
}

/** Node's own modules keep their name; of a file the last two parts tell enough. */
const shortName = (url: string) => (url.startsWith("node:") ? url : url.split("/").slice(-2).join("/"));
