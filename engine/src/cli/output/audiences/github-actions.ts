import { formatLocation, type Location } from "../../../kernel/errors.ts";
import { fromHere, type Line } from "../lines/line.ts";
import type { Audience } from "./audience.ts";
import { createTextAudience, type TextOptions } from "./text.ts";

type Command = "error" | "warning";

/**
 * Plain text with annotations: GitHub shows errors and warnings at their lines of the files.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function createGitHubAudience(options: TextOptions): Audience {
  const { write } = options;
  const plain = createTextAudience({ ...options, onLine: annotateLine });

  function annotate(command: Command, message: string, location = ""): void {
    const [, file, line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/s.exec(location) ?? [];
    const properties = Object.entries({ file: file && fromHere(file), line, col: column })
      .filter(([, value]) => value)
      .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    write(`::${command}${properties.length > 0 ? ` ${properties.join(",")}` : ""}::${escapeData(message)}\n`);
  }

  function annotateLine({ severity, text, location, hints = [] }: Line): void {
    if (severity === "error" || severity === "warning") annotate(severity, [text, ...hints].join("\n"), location);
  }

  const placed = (location: Location | undefined) => location && formatLocation(location);

  return {
    ...plain,
    stack(stack) {
      plain.stack(stack);
      for (const notice of stack.notices) annotateNotice(notice);
    },
    notice(notice) {
      plain.notice(notice);
      annotateNotice(notice);
    },
    mistake(error) {
      plain.mistake(error);
      annotate("error", [error.message, error.hint].filter(Boolean).join("\n"), placed(error.location));
    },
  };

  function annotateNotice({ severity, logicalId, message, location }: Parameters<Audience["notice"]>[0]): void {
    if (severity !== "info") annotate(severity, logicalId ? `${logicalId}: ${message}` : message, placed(location));
  }
}

const escapeData = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string) => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
