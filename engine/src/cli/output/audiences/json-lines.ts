import { formatLocation, type Location } from "../../../kernel/errors.ts";
import type { Notice } from "../../../template/model.ts";
import type { LogEvent } from "../events/own.ts";
import type { Line, Severity } from "../lines/line.ts";
import { lossesOf, readyEvent } from "../print.ts";
import { Story } from "../story.ts";
import type { Audience, AudienceOptions } from "./audience.ts";
import { isShown } from "./shown.ts";

const LEVELS = {
  error: "error",
  warning: "warn",
  good: "info",
  plain: "info",
  faint: "debug",
} as const satisfies Readonly<Record<Severity, string>>;

const line = (event: LogEvent) => `${JSON.stringify(event)}\n`;

/** The line in place of those that nobody has read. */
export const leftOutJson = (lines: number): string =>
  line({ level: "warn", event: "left-out", message: `${lines} lines left out, since nobody read them`, lines });

/** A JSON object a line, for programs that read logs. */
export function createJsonAudience({ verbosity, write }: AudienceOptions): Audience {
  const story = new Story({ tellsAll: verbosity === "verbose" });
  const print = (event: LogEvent) => write(line(event));

  function notice({ severity, code, logicalId, message, location }: Notice): void {
    const named = { code, ...(logicalId !== undefined && { logicalId }) };
    const level = severity === "warning" ? "warn" : severity;
    print({ level, event: "template/notice", message, ...named, ...placeOf(location) });
  }

  return {
    stack(stack) {
      story.begin(stack);
      for (const each of stack.notices) notice(each);
    },
    entry(entry) {
      const { service, type, at, data } = entry;
      for (const told of story.tell(entry))
        if (isShown(told, verbosity))
          print({ time: new Date(at).toISOString(), ...fieldsOf(told), event: `${service}/${type}`, data });
    },
    ready: (engine, page) => print(readyEvent(engine, page)),
    restart: (dataDir) => print({ level: "info", event: "restart", message: lossesOf(dataDir) }),
    stop: () => print({ level: "info", event: "stop", message: "The engine stops." }),
    notice,
    mistake: ({ message, location, hint }) =>
      print({ level: "error", event: "mistake", message, ...placeOf(location), ...(hint && { hints: [hint] }) }),
  };
}

const placeOf = (location: Location | undefined) => location && { location: formatLocation(location) };

function fieldsOf({ severity, label, text, location, hints }: Line) {
  const isRemark = label === severity;
  const message = isRemark ? text : `${label} ${text}`;
  return { level: LEVELS[severity], message, ...(location && { location }), ...(hints && { hints: [...hints] }) };
}
