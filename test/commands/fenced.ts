import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf } from "../../site/markdown.ts";
import { filesBelow, root } from "../source-files.ts";

/** All documents whose commands users type. */
export const DOCUMENTS = [
  ...["README.md", "CONTRIBUTING.md", "AGENTS.md"],
  ...["app", "engine", "client", "lambda", "conformance", "create-portcullis"].map((folder) => `${folder}/README.md`),
  ...filesBelow("examples").filter((file) => file.endsWith("README.md")),
  ...filesBelow("docs").filter((file) => file.endsWith(".md") && !file.startsWith("docs/adr/")),
];

/** The beginning of a line that a shell runs, which is no output and no file. */
const IS_COMMAND =
  /^(?:npm|npx|aws|curl|portcullis|sam|git|node|python3?|pip|claude|cd|\.|export|unset) |^TOKEN=|^npx? ci$/;

const SHELL: ReadonlySet<string> = new Set(["", "sh", "bash", "console"]);

/** Commands in fences of a document as a shell takes them: without comments, and a line that goes on in one. */
export function fencedCommandsOf(document: string): string[] {
  return blocksOf(readFileSync(join(root, document), "utf8"))
    .filter(({ language }) => SHELL.has(language))
    .flatMap(({ code }) => code.replaceAll(/\\\n\s*/g, "").split("\n"))
    .map((line) => line.trim().replace(/\s+#\s.*$/, ""))
    .filter((line) => IS_COMMAND.test(line) && !/[│─►]/.test(line));
}
