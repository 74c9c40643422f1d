import type { JournalEntry } from "../../../kernel/journal.ts";
import { fromHere, type Line, type Severity } from "../lines/line.ts";
import { formatNotice, formatNotices, formatReady, formatRemote, formatUserError, lossesOf } from "../print.ts";
import { Story } from "../story.ts";
import type { Audience, AudienceOptions, Colors } from "./audience.ts";
import { isShown } from "./shown.ts";

/** The width of the column of labels: of the longest one, `disconnect`. */
const LABEL_WIDTH = 10;

/** The width of a time and the blank behind it. */
const INDENT = " ".repeat(13);

const PAINTS: Readonly<Record<Severity, "red" | "yellow" | "green" | "cyan" | "dim">> = {
  error: "red",
  warning: "yellow",
  good: "green",
  plain: "cyan",
  faint: "dim",
};

export interface TextOptions extends AudienceOptions {
  readonly colors: Colors;
  /** Is told of each line besides. */
  readonly onLine?: (line: Line) => void;
}

/** Lines of text: with colours for a terminal, plain without. */
export function createTextAudience({ colors, verbosity, write, onLine }: TextOptions): Audience {
  const story = new Story({ tellsAll: verbosity === "verbose" });

  function tell(line: Line, at: number): void {
    if (!isShown(line, verbosity)) return;
    write(formatLine(line, at, colors));
    onLine?.(line);
  }

  return {
    stack(stack) {
      story.begin(stack);
      write(formatNotices(stack, colors));
    },
    entry(entry) {
      for (const line of story.tell(entry)) tell(line, entry.at);
    },
    ready(engine, page) {
      write(formatRemote(engine, page, colors));
      write(formatReady(engine, { page, faults: story.faults, colors }));
    },
    restart: (dataDir) => write(`${colors.yellow("restarting:")} ${lossesOf(dataDir)}\n`),
    // A person has pressed Ctrl-C, and sees it.
    stop: () => undefined,
    notice: (notice) => write(`${formatNotice(notice, colors)}\n`),
    mistake: (error) => write(`${formatUserError(error, colors)}\n`),
  };
}

function formatLine(
  { label, text, severity, location, hints = [] }: Line,
  at: JournalEntry["at"],
  colors: Colors,
): string {
  const paint = colors[PAINTS[severity]];
  const isRemark = label === severity;
  const head = paint(isRemark ? `${label}:` : label.padEnd(LABEL_WIDTH));
  const place = location ? `${fromHere(location)}: ` : "";
  const words = severity === "faint" ? colors.dim(text) : text;
  const lines = [`${head} ${place}${words}`.trimEnd(), ...hints.map((hint) => `  ${hint}`)];
  return `${lines.map((line, index) => (index === 0 ? `${colors.dim(timeOf(at))} ${line}` : INDENT + line)).join("\n")}\n`;
}

const timeOf = (at: number) => new Date(at).toISOString().slice(11, 23);
