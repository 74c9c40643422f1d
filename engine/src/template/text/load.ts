import { resolve } from "node:path";
import { type Document, LineCounter, parseDocument, type YAMLError } from "yaml";
import { type Location, UserError } from "../../kernel/errors.ts";
import { readText, statusOf } from "../../kernel/machine/looks.ts";
import { unreadable } from "../../kernel/words/unreadable.ts";
import type { Notice } from "../model.ts";
import { isObject, type PlainObject } from "../plain-data.ts";
import { createPositions, type Positions } from "../positions.ts";
import { indentContinuations } from "./continuations.ts";
import { createReader } from "./reader.ts";

/** A template as it was written, every short form spelt out (`!Ref X` → `{Ref: "X"}`). */
export interface TemplateDocument {
  /** Absolute path. */
  readonly file: string;
  readonly root: PlainObject;
  readonly positions: Positions;
  /** Remarks on the text itself, e.g. on a key that is given twice. */
  readonly notices: readonly Notice[];
}

/** Reads a template in YAML or JSON. Throws a `UserError` that names file, line and column. */
export function loadTemplate(file: string): TemplateDocument {
  const path = resolve(file);
  return parseTemplate(readSource(path, file), path);
}

/** Four times as much as CloudFormation takes, because templates are often packed before they are sent. */
const MAX_TEMPLATE_BYTES = 4 * 1024 * 1024;

function readSource(path: string, shown: string): string {
  const unread = statusOf(path);
  if (unread?.isDirectory()) throw new UserError(`${shown} is a folder.`);
  // A device or a pipe has no end.
  if (unread && !unread.isFile()) throw new UserError(`${shown} is no ordinary file.`);
  if (unread && unread.size > MAX_TEMPLATE_BYTES)
    throw new UserError(`${shown} has ${unread.size} bytes; CloudFormation takes templates of 1 MB.`);
  try {
    return readText(path);
  } catch (error) {
    throw new UserError(unreadable(shown, error), { cause: error });
  }
}

/** `text` as the template that stands in `file`. Throws a `UserError` that names file, line and column. */
export function parseTemplate(text: string, file: string): TemplateDocument {
  const positions = createPositions(file);
  const { value: root, notices } = parsePart(text, file, { positions });
  if (!isObject(root))
    throw new UserError("A template is a map with a Resources section.", { location: positions.top });
  return { file, root, positions, notices };
}

/** A part of a template that stands in a file of its own. */
export interface Snippet extends Pick<TemplateDocument, "file" | "notices"> {
  readonly value: unknown;
}

/** Reads a part of the template that `positions` belong to. Throws a `UserError` that names file, line and column. */
export function loadSnippet(file: string, options: PartOptions): Snippet {
  const path = resolve(file);
  return { file: path, ...parsePart(readSource(path, file), path, options) };
}

interface PartOptions {
  readonly positions: Positions;
  onShortForm?(tag: string, location: Location): void;
}

function parsePart(text: string, file: string, options: PartOptions): Pick<Snippet, "value" | "notices"> {
  const { document, place } = parseText(text);
  const locate = (offset: number): Location => ({ file, ...place(offset) });
  const [error] = document.errors;
  if (error) {
    const location = locate(error.pos[0]);
    throw new UserError(unevenIndentation(error, text, location.line) ?? describe(error), { location });
  }
  const notices: Notice[] = [];
  const value = createReader({ document, notices, locate, ...options }).read(document.contents);
  return { value, notices };
}

interface Parsed {
  readonly document: Document;
  place(offset: number): Pick<Location, "line" | "column">;
}

function parseText(text: string): Parsed {
  // YAML knows no tabs outside of quotes, JSON has them nowhere else: a blank in their place keeps every column.
  const source = /^\s*[{[]/.test(text) ? text.replaceAll("\t", " ") : text;
  const parsed = parseLines(source, () => 0);
  if (!parsed.document.errors.some(isIndentation)) return parsed;
  const indented = indentContinuations(source);
  const second = parseLines(indented.text, indented.shiftOf);
  return second.document.errors.length > 0 ? parsed : second;
}

function parseLines(text: string, shiftOf: (line: number) => number): Parsed {
  const lines = new LineCounter();
  return {
    document: parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false }),
    place(offset) {
      const { line, col } = lines.linePos(offset);
      return { line, column: Math.max(1, col - shiftOf(line)) };
    },
  };
}

const isIndentation = ({ code, message }: YAMLError) =>
  code === "BAD_INDENT"
    ? message.startsWith("Flow")
    : code === "MISSING_CHAR" && /^Missing closing .quote/.test(message);

/** The parser's commonest complaints in words for someone who writes a template. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  BAD_INDENT: "This line is not indented like its neighbours.",
  BLOCK_AS_IMPLICIT_KEY: "A second ': ' on one line; put the value into quotes or on a line of its own.",
  BAD_SCALAR_START: "A value cannot begin with this character; put it into quotes.",
  BLOCK_IN_FLOW: "Within brackets a list or map needs brackets of its own.",
  KEY_OVER_1024_CHARS: "A key has 1024 characters at most; look for a missing quote or bracket.",
  MULTILINE_IMPLICIT_KEY: "This line is no key with its value; a key needs a colon and a blank behind it.",
  MULTIPLE_ANCHORS: "A value can have one anchor (&) only.",
  MULTIPLE_TAGS: "A value can have one tag (!) only; put the second function's full name into a map below the first.",
  MULTIPLE_DOCS: "A second document begins here (---); a template is one.",
  MISSING_CHAR: "A character is missing here, such as a closing quote, bracket, comma or colon.",
  TAB_AS_INDENT: "A tab is used for indentation; YAML takes blanks only.",
  UNEXPECTED_TOKEN: "This does not belong here; look for a missing quote, bracket or comma before it.",
};

const indentOf = (line: string) => line.length - line.trimStart().length;

/** The parser sees a second ': ' on a line when the next one is indented further, which looks quite different to its writer. */
function unevenIndentation({ code }: YAMLError, text: string, line = 0): string | undefined {
  if (code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const lines = text.split("\n");
  const [own = "", next = ""] = [lines[line - 1], lines.slice(line).find((each) => /^\s*[^\s#]/.test(each))];
  if (/:\s.*:\s/.test(own.trim()) || indentOf(next) <= indentOf(own)) return undefined;
  return `This line is indented by ${indentOf(own)} blanks and the next one by ${indentOf(next)}, so the next one counts as a part of its value: give both the same indentation.`;
}

function describe({ code, message }: YAMLError): string {
  if (message.startsWith("Flow")) return "A list or map in brackets is not closed, or is not indented enough.";
  if (code === "BAD_DQ_ESCAPE")
    return `${message}; within double quotes write \\\\ for \\ itself, or use single quotes.`;
  return PLAIN_WORDS[code] ?? "This is no YAML; look for a missing quote, colon or blank.";
}
