import { formatLocation } from "../../../kernel/errors.ts";
import type { Line, Severity } from "../lines/line.ts";
import { lossesOf, readyJson } from "../print.ts";
import { Story } from "../story.ts";
import type { Audience, AudienceOptions } from "./audience.ts";
import { isShown } from "./shown.ts";

const LEVELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warn",
  good: "info",
  plain: "info",
  faint: "debug",
};

/** A JSON object a line, for programs that read logs. */
export function createJsonAudience({ verbosity, write }: AudienceOptions): Audience {
  const story = new Story({ tellsAll: verbosity === "verbose" });
  const print = (value: object) => write(`${JSON.stringify(value)}\n`);
  const remark = (level: string, event: string, { message, location, ...more }: Remark) =>
    print({ level, event, message, ...(location && { location: formatLocation(location) }), ...more });

  return {
    stack(stack) {
      story.begin(stack);
      for (const { severity, code, logicalId, ...notice } of stack.notices)
        remark(severity === "warning" ? "warn" : severity, "template/notice", { code, logicalId, ...notice });
    },
    entry({ service, type, at, data, ...entry }) {
      for (const line of story.tell({ service, type, at, data, ...entry }))
        if (isShown(line, verbosity))
          print({ time: new Date(at).toISOString(), ...fieldsOf(line), event: `${service}/${type}`, data });
    },
    ready: (engine, page) => write(readyJson(engine, page)),
    restart: (dataDir) => remark("info", "restart", { message: lossesOf(dataDir) }),
    notice: ({ severity, ...notice }) => remark(severity === "warning" ? "warn" : severity, "template/notice", notice),
    mistake: ({ message, location, hint }) =>
      remark("error", "mistake", { message, location, ...(hint && { hints: [hint] }) }),
  };
}

interface Remark {
  readonly message: string;
  readonly location?: Parameters<typeof formatLocation>[0] | undefined;
  readonly [more: string]: unknown;
}

function fieldsOf({ severity, label, text, location, hints }: Line) {
  const isRemark = label === severity;
  const message = isRemark ? text : `${label} ${text}`;
  return { level: LEVELS[severity], message, ...(location && { location }), ...(hints && { hints }) };
}
