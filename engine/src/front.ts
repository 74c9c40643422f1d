import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { createAdmin } from "./admin/admin.ts";
import { servePage } from "./admin/page.ts";
import { type AccessControl, requestConditions } from "./iam/index.ts";
import type { AdjustableClock } from "./kernel/clock.ts";
import type { Journal } from "./kernel/journal.ts";
import type { Kept } from "./kernel/kept.ts";
import type { Principals } from "./kernel/principal.ts";
import { systemRandom } from "./kernel/random.ts";
import { overallHealth } from "./services/health.ts";
import { definitions } from "./services/index.ts";
import type { Service } from "./services/service.ts";
import { isApiHost } from "./wire/called-service.ts";
import { createDispatcher, type DispatchOptions } from "./wire/dispatch.ts";
import type { HttpReply } from "./wire/http.ts";
import type { ListenerOptions } from "./wire/listener.ts";
import type { Passthrough } from "./wire/passthrough.ts";

export interface OpenFront {
  readonly endpoint: string;
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  /** What `GET /_portcullis/health` tells besides how the services are. */
  readonly describe: () => Record<string, unknown>;
  readonly principals: Principals;
  readonly services: ReadonlyMap<string, Service>;
  readonly access: AccessControl;
  readonly kept: Kept;
  /** Undefined: no call leaves this machine. */
  readonly passthrough?: Passthrough | undefined;
  /** The address that the engine listens on. */
  readonly host: string;
  /** Whether browsers get the console page. */
  readonly page: boolean;
}

type Handlers = Pick<ListenerOptions, "intercept" | "handle" | "upgrade">;

const STARTING: HttpReply = { status: 503, headers: { "retry-after": "1" }, body: "The engine is starting.\n" };

const closed: Handlers = {
  intercept: () => false,
  handle: async () => STARTING,
  upgrade: (_request, socket) => refuse(socket, "503 Service Unavailable"),
};

/**
 * What answers on the one port. It listens before the services exist (they need its address, and a port that is
 * taken should be said at once), so it answers 503 until it is opened.
 */
export function createFront(): { readonly handlers: Handlers; open(parts: OpenFront): void } {
  let current = closed;
  return {
    handlers: {
      intercept: (...args) => current.intercept(...args),
      handle: (...args) => current.handle(...args),
      upgrade: (...args) => current.upgrade(...args),
    },
    open(parts) {
      current = openHandlers(parts);
    },
  };
}

function openHandlers(parts: OpenFront): Handlers {
  const { endpoint, clock, journal, principals, services, host, page } = parts;
  const { host: own, port } = new URL(endpoint);
  const admin = createAdmin({
    clock,
    journal,
    health: () => ({ ...overallHealth(services), ...parts.describe() }),
    metrics: () => [...services.values()].flatMap((service) => service.metrics?.() ?? []),
    allowedHosts: () => new Set([own, `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `${host}:${port}`]),
  });
  const targets = definitions.flatMap(({ name, protocols }) => {
    const service = services.get(name);
    return service ? [{ name, protocols, service }] : [];
  });
  return {
    intercept: (request: IncomingMessage, response: ServerResponse) =>
      admin(request, response) || (page && !isApiHost(request.headers.host ?? "") && servePage(request, response)),
    handle: createDispatcher({
      targets,
      principals,
      random: systemRandom,
      journal,
      authorize: authorizer(parts),
      kept: parts.kept,
      ...(parts.passthrough && { passthrough: parts.passthrough }),
    }),
    upgrade: (request, socket, head) => {
      const taken = [...services.values()].some((service) => service.upgrade?.(request, socket, head));
      if (!taken) refuse(socket, "404 Not Found");
    },
  };
}

/** Asks the called service what a call needs, and the caller's policies whether they allow it. */
function authorizer({ access, services, clock }: OpenFront): NonNullable<DispatchOptions["authorize"]> {
  return (call, { name }) => {
    // The developer may do everything: what the call needs is not worth working out.
    if (call.principal.kind === "developer") return;
    const needs = services.get(name)?.access?.(call) ?? [];
    const { remoteAddress: sourceIp, headers } = call.http;
    const origin = { sourceIp, userAgent: headers["user-agent"], time: clock.now() };
    access.check(call.principal, needs, name, requestConditions(origin));
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
