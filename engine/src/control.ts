import type { IncomingMessage, ServerResponse } from "node:http";
import { type AdminDependencies, createAdmin, isControl } from "./admin/admin.ts";
import { findPageFile, servePageFile } from "./admin/page.ts";
import { corsHeaders, isPreflight, preflightReply } from "./wire/cors.ts";
import { forbidden, type Guard } from "./wire/guard.ts";
import type { IsApiName } from "./wire/host-names.ts";
import type { HttpReply, HttpRequest } from "./wire/http.ts";
import { type ListenerOptions, send, toHttpRequest } from "./wire/listener.ts";

export interface ControlDependencies extends AdminDependencies {
  readonly endpoint: string;
  /** True when browsers get the console page. */
  readonly page: boolean;
  readonly guard: Guard<HttpRequest>;
  readonly isApiName: IsApiName;
}

const NO_BODY = Buffer.alloc(0);

/** Answers what is for the engine itself: its control endpoints and its page. An API's own name leads to neither. */
export function createControl(dependencies: ControlDependencies): ListenerOptions["intercept"] {
  const { endpoint, page, guard, isApiName, journal } = dependencies;
  const admin = createAdmin(dependencies);

  function find(request: IncomingMessage): Resource | undefined {
    if (isControl(request)) return { guarded: "control", answer: admin };
    const file = page ? findPageFile(request) : undefined;
    return file === undefined
      ? undefined
      : { guarded: "page", answer: (_request, response) => servePageFile(file, response) };
  }

  function refuse(guarded: Resource["guarded"], error: ReturnType<typeof forbidden>): HttpReply {
    journal.record("engine", "refuse", { status: error.status, reason: error.message, operation: guarded });
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    return { status: error.status, headers, body: `${JSON.stringify({ message: error.message })}\n` };
  }

  function answer(request: IncomingMessage, response: ServerResponse, origin: string | undefined, found: Resource) {
    if (origin === undefined) return found.answer(request, response);
    if (isPreflight(request)) return send(response, preflightReply(request, origin));
    for (const [name, value] of Object.entries(corsHeaders(origin))) response.setHeader(name, value);
    found.answer(request, response);
  }

  return (request, response) => {
    const found = find(request);
    if (!found) return false;
    const http = toHttpRequest(request, NO_BODY);
    if (isApiName(http.host)) return false;
    const { cause, origin } = guard(http, found.guarded);
    if (cause) send(response, refuse(found.guarded, forbidden(cause, endpoint)));
    else answer(request, response, origin, found);
    return true;
  };
}

interface Resource {
  readonly guarded: "control" | "page";
  answer(request: IncomingMessage, response: ServerResponse): void;
}
