import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { UserError } from "../../../kernel/errors.ts";
import { placeOf, sayIssue } from "../../../kernel/words/say-issue.ts";
import { unreadable } from "../../../kernel/words/unreadable.ts";
import { type Answer, answersSchema } from "./schema.ts";

/** Reads a file of canned answers in YAML or JSON. Throws a `UserError` that names file and line. */
export function loadAnswers(file: string): readonly Answer[] {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const locate = (offset: number) => {
    const { line, col: column } = lines.linePos(offset);
    return { file, line, column };
  };
  const [error] = document.errors;
  if (error) throw new UserError(error.message.split("\n")[0] ?? "", { location: locate(error.pos[0]) });

  const content: unknown = document.toJS();
  const wrapped = typeof content === "object" && content !== null && "answers" in content;
  const answers = wrapped ? content.answers : content;
  const parsed = answersSchema(answers, wrapped).safeParse(answers);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = issue ? sayIssue(issue) : "it is of another form";
  const at = [...(wrapped ? ["answers"] : []), ...(issue ? placeOf(issue) : [])];
  const node = document.getIn(at, true);
  const offset = hasRange(node) ? node.range[0] : 0;
  throw new UserError(`${at.join(".") || "The file"}: ${message}.`, { location: locate(offset) });
}

const hasRange = (node: unknown): node is { readonly range: readonly number[] } & { readonly range: [number] } =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(unreadable(`--mock bedrock=${file}`, error), { cause: error });
  }
}
