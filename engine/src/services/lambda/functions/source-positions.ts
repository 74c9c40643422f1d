import { readFileSync, realpathSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Location } from "../../../kernel/errors.ts";
import { escapeRegExp } from "../../../kernel/escape-reg-exp.ts";
import { bootstrapFile } from "../runtimes/runtime-files.ts";

/** Says where in its sources a bundle's text comes from. */
export interface SourcePositions {
  /** `text` with every position in the bundle replaced by the one in the source. */
  translate(text: string): string;
}

/** Positions of code that runs as it was written. */
export const writtenPositions: SourcePositions = { translate: (text) => text };

function readSourceMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  } catch {
    // No map for this file (an asset, or deleted meanwhile): its positions stay as they are.
    return undefined;
  }
}

/** Positions of one build's outputs, which lie below `taskRoot` with their source maps beside them. */
export function bundledPositions(folder: string): SourcePositions {
  // Node.js names modules by their real path.
  const taskRoot = realpathSync(folder);
  const maps = new Map<string, SourceMap | undefined>();
  const root = `(?:${escapeRegExp(pathToFileURL(taskRoot).href)}|${escapeRegExp(taskRoot)})`;
  const position = new RegExp(`${root}([^\\s:()]*):(\\d+):(\\d+)`, "g");

  function mapOf(file: string): SourceMap | undefined {
    if (!maps.has(file)) maps.set(file, readSourceMap(file));
    return maps.get(file);
  }

  function sourceOf(file: string, line: number, column: number): string | undefined {
    const entry = mapOf(file)?.findEntry(line - 1, column - 1);
    if (!entry || !("originalSource" in entry) || !entry.originalSource) return undefined;
    const source = resolve(dirname(file), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  }

  return {
    translate: (text) =>
      text.replace(position, (found, path: string, line: string, column: string) => {
        return sourceOf(taskRoot + path, Number(line), Number(column)) ?? found;
      }),
  };
}

/** Frames of the bootstrap are nobody's mistake. */
const bootstrapFolder = dirname(bootstrapFile);

/** A frame of a stack, or the first line of a syntax error (which has no column). */
const FRAME = /(?:^|\(|at |async )((?:file:\/\/)?\/[^\s()]+?):(\d+)(?::(\d+))?\)?$/;

/** A frame of Python's, or the place of a syntax error. */
const PYTHON_FRAME = /^\s*File "([^"]+)",? [lL]ine (\d+)/;

/** Packages that somebody else wrote. */
const INSTALLED = /[/\\](?:node_modules|site-packages|lib[/\\]python\d\.\d+)[/\\]/;

/** The first position in a trace that is the user's own. */
export function locateTrace(trace: readonly string[]): Location | undefined {
  for (const frame of trace) {
    const [, path, line, column] = FRAME.exec(frame) ?? PYTHON_FRAME.exec(frame) ?? [];
    if (!path || INSTALLED.test(path)) continue;
    const file = path.startsWith("file:") ? fileURLToPath(path) : path;
    if (file.startsWith(bootstrapFolder)) continue;
    return { file, line: Number(line), ...(column !== undefined && { column: Number(column) }) };
  }
  return undefined;
}
