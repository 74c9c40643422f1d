import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdjustableClock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Journal, JournalEntry } from "../kernel/journal.ts";
import { type Answer, moveClock } from "./clock.ts";
import { createFaultRoutes, type FaultControl } from "./faults.ts";
import { createJournalStreams } from "./journal-stream.ts";
import { type Sample, toPrometheusText } from "./prometheus.ts";

const PREFIX = "/_portcullis/";

/** A control request is a few bytes of JSON. */
const LARGEST_BODY_BYTES = 64 * 1024;

export interface AdminDependencies {
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  /** The answer to `GET health`: `status`, and what runs. */
  readonly health: () => Readonly<Record<string, unknown>>;
  readonly metrics: () => readonly Sample[];
  /** WebSocket connections that are open. */
  readonly connections: () => readonly object[];
  readonly faults: FaultControl;
}

type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const pathOf = ({ url = "" }: IncomingMessage) => url.split("?")[0] ?? "";

/** Tells whether a request is for a control endpoint. */
export const isControl = (request: IncomingMessage): boolean => pathOf(request).startsWith(PREFIX);

/** The engine's own control endpoints under `/_portcullis/`, for callers that were admitted. */
export function createAdmin(dependencies: AdminDependencies): Route {
  const { clock, journal } = dependencies;

  const faults = createFaultRoutes(dependencies.faults);

  const routes: Readonly<Record<string, Route>> = {
    "GET health": (_request, response) => json(response, 200, dependencies.health()),
    "GET metrics": (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
      response.end(toPrometheusText(dependencies.metrics()));
    },
    "GET connections": (_request, response) => json(response, 200, { connections: dependencies.connections() }),
    "GET journal": createJournalStreams(journal, clock.now),
    "GET entries": ({ url = "" }, response) => json(response, 200, { entries: entriesOf(journal, url) }),
    "POST clock": async (request, response) => {
      // A caller who goes away wants no more of it.
      const caller = new AbortController();
      response.once("close", () => caller.abort());
      const { status, body } = await moveClock(clock, journal, await readJson(request), caller.signal);
      json(response, status, body);
    },
    "GET faults": (_request, response) => answerJson(response, faults.list()),
    "POST faults": async (request, response) => answerJson(response, faults.add(await readJson(request))),
    "DELETE faults": ({ url = "" }, response) => answerJson(response, faults.remove(url)),
  };

  return (request, response) => {
    const path = pathOf(request);
    const route = routes[`${request.method} ${path.slice(PREFIX.length)}`];
    if (!route) json(response, 404, { message: `No such control: ${request.method} ${path}` });
    else run(route, request, response);
  };
}

/** The entries that a URL asks for: by `service`, `type`, and by members of their data. */
function entriesOf(journal: Journal, url: string): readonly JournalEntry[] {
  const { service, type, ...data } = Object.fromEntries(new URL(url, "http://engine").searchParams);
  return journal.entries(
    (entry) =>
      (service === undefined || entry.service === service) &&
      (type === undefined || entry.type === type) &&
      Object.entries(data).every(([name, value]) => String(entry.data[name]) === value),
  );
}

function run(route: Route, request: IncomingMessage, response: ServerResponse): void {
  Promise.resolve(route(request, response)).catch((error) => json(response, 400, { message: messageOf(error) }));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}

const answerJson = (response: ServerResponse, { status, body }: Answer) => json(response, status, body);

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY_BYTES) throw new Error("The body is too large.");
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
  if (typeof body !== "object" || body === null) throw new Error("The body must be a JSON object.");
  return body as Record<string, unknown>;
}
