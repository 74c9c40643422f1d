import type { JournalEntry } from "../../kernel/journal.ts";
import { colors } from "../environment.ts";

type Data = Readonly<Record<string, unknown>>;
type Format = (data: Data) => string | undefined;

const text = (value: unknown) => (value === undefined ? "" : String(value));

/** `file:line:column: `, from the current folder where the file lies below it. */
const place = ({ location }: Data) => (location ? `${text(location).replace(`${process.cwd()}/`, "")}: ` : "");

/** The function, and enough of the request id to tell invocations apart. */
const invocation = ({ logicalId, functionName, requestId }: Data) =>
  `${colors.cyan(text(logicalId ?? functionName))} ${colors.dim(text(requestId).slice(0, 8))}`;

const json = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

const warning = colors.yellow("warning:");

const LEVEL: Readonly<Record<string, (line: string) => string>> = { ERROR: colors.red, WARN: colors.yellow };

/** An error of a function, with its place in the source. */
function failure(error: unknown): string {
  const { errorType, errorMessage, location } = error as Data;
  return `${place({ location })}${colors.red([errorType, errorMessage].filter(Boolean).map(text).join(": "))}`;
}

/** The runtime's record of a failed start, in both of its forms, as JSON: "lambda/init" says the same in words. */
const INIT_ERROR = /^\s*Init Error\s/;
const UNCAUGHT = /^\s*Uncaught Exception\s/;
const isOfInit = (line: string, requestId: unknown) =>
  INIT_ERROR.test(line) || (requestId === undefined && UNCAUGHT.test(line));

/** A line of a printed stack that is not the function's own. */
const RUNTIME_FRAME =
  /\n\s+at [^\n]*(?:\/runtime\/bootstrap\.mjs:|node:internal\/(?:event_target|per_context)|new Promise \(<anonymous>\))[^\n]*/g;

/** The ends of an execution of a state machine that are neither success nor on demand. */
const UNSUCCESSFUL: ReadonlySet<string> = new Set(["FAILED", "TIMED_OUT"]);

/** A service that is not as it should be, or is so again; what it lost is worth a warning even then. */
function health({ status, reason, message, emptied, gone }: Data): string {
  if (status === "failed") return `${colors.red("error:")} ${text(reason)}`;
  if (status === "degraded") return `${warning} ${text(reason)}`;
  const losses = [emptied, gone].flat().filter(Boolean);
  return losses.length > 0 ? `${warning} ${text(message)}` : colors.green(text(message));
}

/** The number of changed files that are named. */
const NAMED_FILES = 3;

/** The number of changed resources that are named. */
const NAMED_CHANGES = 8;

/** The outcome of a change of a function's sources. */
function rebuilt({ logicalId, status, missing, keepsCode }: Data, files: readonly unknown[]): string {
  const more = files.length - NAMED_FILES;
  const named = `${files.slice(0, NAMED_FILES).map(text).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const name = colors.cyan(text(logicalId));
  const old = keepsCode ? "it goes on with its old code" : "it has no code yet";
  if (status === "built") return `${colors.green("new code")} ${name} ${colors.dim(named)}`;
  if (status === "unchanged") return colors.dim(`same code ${text(logicalId)} ${named}`);
  if (status === "waiting") return `${colors.yellow("waiting")} ${name} for ${text(missing)}; ${old}`;
  return `${colors.red("not built")} ${name}; ${old}`;
}

/** A custom resource on its way. */
function customResource({ logicalId, status, reason, location }: Data): string {
  const name = `custom resource ${text(logicalId)}`;
  if (status === "CREATE_FAILED") return `${colors.red("error:")} ${place({ location })}${name}: ${text(reason)}`;
  return status === "CREATE_COMPLETE" ? `${colors.green("created")} ${name}` : colors.dim(`${name} is called`);
}

/** The outcome of a change of the template. */
function template({ status, message, changes, location }: Data): string | undefined {
  if (status === "mistaken")
    return `${colors.red("error:")} ${place({ location })}${text(message)} ${colors.dim("(the template as it was goes on)")}`;
  if (status === "unwatchable") return `${warning} ${text(message)}`;
  if (status === "unchanged") return colors.dim("the template has changed, and what runs would stay as it is");
  if (status !== "changed" || !Array.isArray(changes)) return undefined;
  const all = changes.map(({ logicalId, kind, properties }) =>
    kind === "changed" ? `${logicalId} (${properties.join(", ")})` : `${logicalId} ${kind}`,
  );
  const more = all.length - NAMED_CHANGES;
  const named = `${all.slice(0, NAMED_CHANGES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `${colors.yellow("template changed")} ${named}; a restart applies it`;
}

/** A fault as `--fault` takes it. */
const faultText = ({ fault, kind, seed, ...settings }: Data) =>
  [
    text(kind),
    Object.entries(settings)
      .map(([key, value]) => `${key}=${text(value)}`)
      .join(","),
  ]
    .filter(Boolean)
    .join(":");

/** The trip that a fault has hit. */
const faultPlace = ({ at, ms, routeKey, operation, logicalId, functionName, queue, rule, ...rest }: Data) =>
  [
    ms === undefined ? at : `${text(ms)} ms ${text(at)}`,
    ...[rest.service, operation, routeKey, logicalId ?? functionName, queue, rule, rest.user, rest.connectionId],
    text(rest.requestId).slice(0, 8),
  ]
    .filter(Boolean)
    .map(text)
    .join(" ");

/** Journal entries that a person at a terminal wants to see; the rest is for tests and the console. */
const FORMATS: Readonly<Record<string, Format>> = {
  "lambda/log": (data) => {
    const line = text(data.line).replace(RUNTIME_FRAME, "");
    return isOfInit(line, data.requestId)
      ? undefined
      : `${invocation(data)} ${(LEVEL[text(data.level)] ?? String)(line)}`;
  },
  "lambda/init": (data) => (data.error ? `${invocation(data)}${failure(data.error)}` : undefined),
  "lambda/report": (data) =>
    `${invocation(data)} ${colors.dim(`${Math.round(Number(data.durationMs))} ms${data.stopped ? ", stopped with the engine" : ""}`)} ${data.error ? failure(data.error) : ""}`,
  "lambda/warning": (data) => `${warning} ${place(data)}${text(data.message)}`,
  "lambda/build-error": (data) => `${colors.red("error:")} ${place(data)}${text(data.message)}`,
  "lambda/build": (data) => {
    if (data.command !== undefined)
      return colors.dim(`${text(data.command)} ${text(data.logicalId)}: ${text(data.status)}`);
    return Array.isArray(data.files) ? rebuilt(data, data.files) : undefined;
  },
  "lambda/install": ({ folder, status }) => colors.dim(`npm install ${text(folder)}: ${text(status)}`),
  "lambda/runtime-sdk": ({ packages, status, folder }) => {
    const names = [packages].flat().map(text).join(", ");
    if (status === "done") return colors.dim(`fetched ${names}`);
    return colors.dim(`fetching what Lambda's runtime brings, once, into ${text(folder)}: ${names}`);
  },
  "lambda/batch": ({ failed, size, ...data }) =>
    Array.isArray(failed) && failed.length > 0
      ? `${warning} ${invocation(data)} ${failed.length} of a batch of ${text(size)} failed: ${failed.join(", ")}`
      : undefined,
  "lambda/batch-refused": (data) => `${warning} ${invocation(data)} ${text(data.message)}`,
  "lambda/batch-undeliverable": (data) =>
    `${warning} ${invocation(data)} ${text(data.destination)}: ${text(data.message)}`,
  "lambda/batch-discarded": (data) =>
    `${warning} ${invocation(data)} gave up ${json(data.discarded)}: ${text(data.condition)}`,
  "cloudformation/custom-resource": customResource,
  "cloudformation/warning": (data) => `${warning} ${place(data)}${text(data.message)}`,
  "engine/template": template,
  "dynamodb/health": health,
  "engine/not-run": ({ service, operation, remedy }) =>
    remedy
      ? `${warning} ${text(service)} (${text(operation)}) does not run here; options for it: ${text(remedy)}`
      : undefined,
  "passthrough/call": ({ service, operation, status }) =>
    `${colors.yellow("to AWS")} ${text(service)} ${text(operation)} ${colors.dim(text(status))}`,
  "passthrough/failed": ({ service, operation, message }) =>
    `${colors.red("to AWS")} ${text(service)} ${text(operation)}: ${text(message)}`,
  "service/call": ({ service, operation, status }) =>
    Number(status) >= 400
      ? `${colors.yellow("elsewhere")} ${text(service)} ${text(operation)} ${text(status)}`
      : undefined,
  "service/failed": ({ service, operation, message }) =>
    `${colors.red("elsewhere")} ${text(service)} ${text(operation)}: ${text(message)}`,
  "execute-api/connect": (data) => `${colors.green("connect")} ${text(data.connectionId)}`,
  "execute-api/refuse": (data) => `${colors.yellow(`refused ${text(data.status)}`)} ${text(data.reason)}`,
  "execute-api/message": ({ connectionId, refused, reason }) =>
    refused ? `${colors.yellow(text(refused))} ${text(connectionId)} ${text(reason)}` : undefined,
  "execute-api/error": ({ routeKey, connectionId, backendStatus, detail }) =>
    `${colors.red("error:")} ${[routeKey, connectionId, backendStatus, detail].filter(Boolean).map(text).join(" ")}`,
  "execute-api/unknown-method": (data) => `${warning} ${place(data)}${text(data.message)}`,
  "execute-api/disconnect": ({ connectionId, code, reason }) =>
    `${colors.dim("disconnect")} ${text(connectionId)} ${text(code)} ${text(reason)}`,
  "http-api/refuse": ({ routeKey, method, status, reason }) =>
    `${colors.yellow(`refused ${text(status)}`)} ${text(routeKey || method)} ${text(reason)}`,
  "faults/set": (data) => colors.dim(`fault set: ${faultText(data)}`),
  "faults/injected": (data) => `${colors.yellow("fault")} ${text(data.kind)} ${faultPlace(data)}`,
  "states/end": ({ executionArn, status, error }) =>
    UNSUCCESSFUL.has(text(status))
      ? `${colors.red(text(status))} ${text(executionArn).split(":").slice(6).join(":")} ${text(error)}`
      : undefined,
  "data/write-failed": ({ file, message }) =>
    `${colors.red("error:")} ${text(file)} cannot be written, and calls are refused until it can: ${text(message)}`,
  "data/dropped": ({ file, bytes }) =>
    colors.dim(`${text(file)} ended in ${text(bytes)} bytes of a write that was cut short: they are dropped`),
  "data/time-ahead": ({ offsetMs }) =>
    `${warning} time is ${text(Math.round(Number(offsetMs) / 1000))} s ahead, as it was when the data folder was used last`,
  "sqs/dead-letter": ({ queue, messageId }) => `${colors.yellow("dead letter")} ${text(queue)} ${text(messageId)}`,
  "iam/denied": ({ roleArn, action, resource, leastPolicy }) =>
    `${warning} on AWS ${text(roleArn)} may not ${text(action)} on ${text(resource)}${leastPolicy ? `; this would allow it: ${json(leastPolicy)}` : ""}`,
  "iam/unknown-role": ({ roleArn }) => `${warning} the template does not define the role ${text(roleArn)}`,
  "iam/unknown-policy": (data) => `${warning} nothing is known here of the policy ${text(data.policyArn)}`,
  "iam/invalid-policy": (data) => `${warning} ${place(data)}${text(data.message)}`,
};

/** A call that no service was asked about; the gateways' own refusals say more. */
const formatRefusal: Format = ({ status, operation, reason }) =>
  `${colors.yellow(`refused ${text(status)}`)} ${[operation, reason].filter(Boolean).map(text).join(": ")}`;

/** The line for a journal entry, or undefined when it is not for the terminal. */
export function formatEntry({ service, type, at, data }: JournalEntry): string | undefined {
  const line =
    type === "defect"
      ? colors.red(`${service}: ${text(data.stack ?? data.message)}`)
      : (FORMATS[`${service}/${type}`] ?? (type === "refuse" ? formatRefusal : undefined))?.(data);
  return line && `${colors.dim(new Date(at).toISOString().slice(11, 23))} ${line.trimEnd()}`;
}
