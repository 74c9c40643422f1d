import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf } from "../kernel/errors.ts";
import type { Journal, JournalEntry } from "../kernel/journal.ts";
import { xRayIdOf } from "../kernel/tracing.ts";
import { type ClockControl, clockRoutes } from "./clock.ts";
import { type ConnectionControl, connectionRoutes } from "./connections.ts";
import { createDenials } from "./denials.ts";
import { type FaultControl, faultRoutes } from "./faults.ts";
import { type FunctionControl, functionRoutes } from "./functions.ts";
import { createJournalStreams } from "./journal-stream.ts";
import { type Sample, toPrometheusText } from "./prometheus.ts";
import { type Answer, type ControlRoute, type ControlRoutes, createRouteTable, readJsonObject } from "./routes.ts";
import { type SampleControl, sampleRoutes } from "./samples.ts";
import { type ServiceControls, serviceRoutes } from "./services.ts";
import { createSocketRoutes } from "./sockets/sockets.ts";
import { type ShownStack, stackRoutes } from "./stack.ts";
import { type ShownViews, viewRoutes } from "./views.ts";

const PREFIX = "/_portcullis/";

export interface AdminDependencies extends ClockControl {
  readonly journal: Journal;
  /** The answer to `GET health`: `status`, and what runs. */
  readonly health: () => Readonly<Record<string, unknown>>;
  readonly metrics: () => readonly Sample[];
  readonly connections: ConnectionControl;
  readonly faults: FaultControl;
  /** The stack that runs now. */
  readonly stack: () => ShownStack;
  readonly functions: FunctionControl;
  readonly samples: SampleControl;
  readonly views: ShownViews;
  readonly controls: ServiceControls;
}

/** Answers by itself, with what is no JSON. */
type RawRoute = (request: IncomingMessage, response: ServerResponse) => void;

const pathOf = ({ url = "" }: IncomingMessage) => url.split("?")[0] ?? "";

/** Tells whether a request is for a control endpoint. */
export const isControl = (request: IncomingMessage): boolean => pathOf(request).startsWith(PREFIX);

/** The engine's own control endpoints under `/_portcullis/`, for callers that were admitted. */
export function createAdmin(dependencies: AdminDependencies): RawRoute {
  const { clock, journal, health, metrics, connections, faults, stack, functions, samples, controls } = dependencies;

  const sockets = createSocketRoutes();

  const answers: ControlRoutes = {
    "GET health": () => ok(health()),
    "GET entries": ({ query }) => ok({ entries: entriesOf(journal, query), lastSeq: journal.lastSeq }),
    ...connectionRoutes(connections, () => journal.lastSeq),
    ...clockRoutes(dependencies),
    ...faultRoutes(faults),
    ...stackRoutes(stack),
    ...functionRoutes(functions, createDenials(journal)),
    ...sampleRoutes(samples),
    ...viewRoutes(dependencies.views),
    ...sockets.routes,
    ...serviceRoutes(controls),
  };
  const streams: Readonly<Record<string, RawRoute>> = {
    "GET metrics": (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
      response.end(toPrometheusText(metrics()));
    },
    "GET journal": createJournalStreams(journal, clock.now),
    "GET sockets": sockets.stream,
  };
  const findAnswered = createRouteTable(answers);
  const findRaw = createRouteTable(streams);

  return (request, response) => {
    const { method = "" } = request;
    const path = pathOf(request);
    const name = path.slice(PREFIX.length);
    const answered = findAnswered(method, name);
    if (answered) return void answer(answered.route, answered.parameters, request, response);
    const raw = findRaw(method, name);
    if (raw) raw.route(request, response);
    else json(response, { status: 404, body: { message: `No such control: ${method} ${path}` } });
  };
}

const ok = (body: object): Answer => ({ status: 200, body });

/** The entries that a query asks for: by `service`, `type`, `traceId`, and by members of their data; the newest ones. */
function entriesOf(journal: Journal, query: URLSearchParams): readonly JournalEntry[] {
  const { service, type, traceId: given, after, limit, ...data } = Object.fromEntries(query);
  const traceId = given === undefined ? undefined : xRayIdOf(given);
  const afterSeq = wholeNumber("after", after) ?? 0;
  const found = journal.entries(
    (entry) =>
      entry.seq > afterSeq &&
      (service === undefined || entry.service === service) &&
      (type === undefined || entry.type === type) &&
      (traceId === undefined || entry.trace?.traceId === traceId) &&
      Object.entries(data).every(([name, value]) => String(entry.data[name]) === value),
  );
  const most = wholeNumber("limit", limit) ?? found.length;
  return found.slice(Math.max(0, found.length - most));
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`${name} must be a whole number, not "${text}".`);
}

async function answer(
  route: ControlRoute,
  parameters: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const caller = new AbortController();
  response.once("close", () => caller.abort());
  const query = new URL(request.url ?? "", "http://engine").searchParams;
  try {
    const readBody = () => readJsonObject(request);
    json(response, await route({ parameters, query, readBody, signal: caller.signal }));
  } catch (error) {
    json(response, { status: 400, body: { message: messageOf(error) } });
  }
}

function json(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}
