import picocolors from "picocolors";
import type { Surroundings } from "../../environment.ts";
import type { Audience, Verbosity, Write } from "./audience.ts";
import { createGitHubAudience } from "./github-actions.ts";
import { createJsonAudience, leftOutJson } from "./json-lines.ts";
import { createTextAudience } from "./text.ts";
import type { TextStream } from "./turns.ts";

export interface AudienceChoice {
  readonly format: "text" | "json";
  readonly verbosity: Verbosity;
  readonly stream: TextStream;
  readonly surroundings: Surroundings;
}

/** The one place that decides who is told, and in which form. */
export function chooseAudience({ format, verbosity, stream, surroundings }: AudienceChoice): Audience {
  const write = createWrite(stream, format === "json" ? leftOutJson : leftOutText);
  if (format === "json") return createJsonAudience({ verbosity, write });
  const text = { verbosity, write, colors: picocolors.createColors(surroundings.hasColors) };
  return surroundings.isGitHubActions ? createGitHubAudience(text) : createTextAudience(text);
}

/** The text that may wait for a terminal, or whatever reads the lines, that takes nothing. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

const leftOutText = (lines: number) => `(${lines} lines left out, since nobody read them)\n`;

function createWrite(stream: TextStream, describe: (leftOut: number) => string): Write {
  let leftOut = 0;
  return (text) => {
    if (text === "") return;
    if (stream.writableLength > MOST_WAITING_BYTES) {
      leftOut++;
      return;
    }
    stream.write(leftOut > 0 ? describe(leftOut) + text : text);
    leftOut = 0;
  };
}
