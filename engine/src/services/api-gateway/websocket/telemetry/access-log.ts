/** The variables of one request, as `$context` names them: nested objects of texts and numbers. */
export type LogContext = Readonly<Record<string, unknown>>;

/** The line that a stage's format makes of a request. */
export type FormatLine = (context: LogContext) => string;

const VARIABLE = /\$context\.([A-Za-z]\w*(?:\.\w+)*)/;

/** What AWS writes for a variable without a value. */
const NOTHING = "-";

/** Compiles `AccessLogSettings.Format`. A variable that does not exist is a dash, as one without a value. */
export function compileAccessLog(format: string): FormatLine {
  const parts = format.split(VARIABLE);
  // `split` puts what the group caught at every odd place.
  return (context) => parts.map((part, index) => (index % 2 === 0 ? part : textAt(context, part))).join("");
}

function textAt(context: LogContext, path: string): string {
  let value: unknown = context;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return NOTHING;
    value = Reflect.get(value, name);
  }
  if (value === undefined || value === null || value === "" || typeof value === "object") return NOTHING;
  return oneLine(String(value));
}

/** A value must neither end the line nor steer a terminal. */
const oneLine = (text: string) =>
  text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
