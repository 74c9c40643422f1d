import type { Duplex } from "node:stream";
import { isControl } from "./admin/admin.ts";
import { createControl } from "./control.ts";
import { createCallFaults } from "./faults/calls.ts";
import type { FaultRegister } from "./faults/register.ts";
import { type AccessControl, requestConditions } from "./iam/index.ts";
import type { AdjustableClock } from "./kernel/clock.ts";
import type { Journal } from "./kernel/journal.ts";
import type { Kept } from "./kernel/kept.ts";
import { systemRandom } from "./kernel/random.ts";
import type { Tracer } from "./kernel/tracing.ts";
import type { ConnectionControl } from "./services/contract/description/connections.ts";
import { overallHealth } from "./services/contract/health.ts";
import type { Service } from "./services/contract/service.ts";
import { definitions } from "./services/registry.ts";
import type { StackControl } from "./stack-control.ts";
import { createDispatcher, createStreamDispatcher, type DispatchOptions } from "./wire/dispatch.ts";
import type { Forward } from "./wire/elsewhere/forward.ts";
import { ADMITTED, createGuard } from "./wire/guard.ts";
import { createApiNames, createServiceNames, ownHosts } from "./wire/host-names.ts";
import type { HttpReply, HttpRequest } from "./wire/http.ts";
import type { ListenerOptions } from "./wire/listener.ts";
import type { Principals } from "./wire/principal.ts";
import type { Calls } from "./wire/sdk/request-handler.ts";

export interface FrontDependencies extends Omit<StackControl, "adopt"> {
  readonly endpoint: string;
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  readonly tracer: Tracer;
  readonly principals: Principals;
  readonly services: ReadonlyMap<string, Service>;
  readonly access: AccessControl;
  readonly kept: Kept;
  readonly faults: FaultRegister;
  /** Undefined: every call is answered here. */
  readonly passthrough?: Forward | undefined;
  /** The address that the engine listens on. */
  readonly host: string;
  /** Custom domains of the APIs that run here. */
  readonly domains: ReadonlySet<string>;
  /** Origins whose pages may call services and control the engine. */
  readonly allowOrigins: ReadonlySet<string>;
  /** True when browsers get the console page. */
  readonly page: boolean;
}

interface Handlers extends Pick<Required<ListenerOptions>, "intercept" | "handle" | "handleStream" | "upgrade"> {
  /** Those of the process that the engine runs in. They come through no port, so that no page can have made them. */
  readonly ownCalls: Calls;
}

const STARTING: HttpReply = { status: 503, headers: { "retry-after": "1" }, body: "The engine is starting.\n" };

const closed: Handlers = {
  intercept: () => false,
  handle: async () => STARTING,
  handleStream: () => undefined,
  upgrade: (_request, socket) => refuse(socket, "503 Service Unavailable"),
  ownCalls: { handle: async () => STARTING, handleStream: () => undefined },
};

/**
 * The front of the one port, which answers on it. It listens before the services exist (they need its address, and a
 * port that is taken should be said at once), so it answers 503 until it is opened.
 */
export function createFront(): { readonly handlers: Handlers; open(dependencies: FrontDependencies): void } {
  let current = closed;
  return {
    handlers: {
      intercept: (...args) => current.intercept(...args),
      handle: (...args) => current.handle(...args),
      handleStream: (...args) => current.handleStream(...args),
      upgrade: (...args) => current.upgrade(...args),
      ownCalls: {
        handle: (...args) => current.ownCalls.handle(...args),
        handleStream: (...args) => current.ownCalls.handleStream(...args),
      },
    },
    open(dependencies) {
      current = openHandlers(dependencies);
    },
  };
}

function openHandlers(dependencies: FrontDependencies): Handlers {
  const { endpoint, clock, journal, principals, services, page, domains, faults } = dependencies;
  const guard = guardOf(dependencies);
  const isApiName = createApiNames(domains);
  const targets = definitions.flatMap(({ name, protocols }) => {
    const service = services.get(name);
    return service ? [{ name, protocols, service }] : [];
  });
  const options: DispatchOptions = {
    targets,
    principals,
    random: systemRandom,
    journal,
    tracer: dependencies.tracer,
    guard,
    isApiName,
    endpoint,
    authorize: authorizer(dependencies),
    kept: dependencies.kept,
    faults: createCallFaults(faults),
    ...(dependencies.passthrough && { passthrough: dependencies.passthrough }),
  };
  const handle = createDispatcher(options);
  const startedAt = new Date(clock.now()).toISOString();
  const admit = () => ADMITTED;
  return {
    intercept: createControl({
      endpoint,
      page,
      guard,
      isApiName,
      clock,
      journal,
      faults,
      views: dependencies.views,
      health: () => ({ ...overallHealth(services), startedAt, ...dependencies.describe() }),
      controls: Object.assign({}, ...[...services.values()].map((service) => service.controls)),
      metrics: () => [...services.values()].flatMap((service) => service.metrics?.() ?? []),
      stack: dependencies.describeStack,
      connections: [...services.values()].find((service) => service.connections)?.connections ?? NO_CONNECTIONS,
      functions: dependencies.functions,
      samples: dependencies.samples,
      due: () => [...services.values()].flatMap((service) => service.due?.() ?? []),
    }),
    handle: (request, signal) => handle(request, signal),
    handleStream: createStreamDispatcher(options, handle),
    ownCalls: {
      handle: (request, signal) => handle(request, signal, admit),
      handleStream: createStreamDispatcher({ ...options, guard: admit }, handle),
    },
    upgrade: (request, socket, head) => {
      // Nothing there speaks WebSocket, and no API stands there.
      if (isControl(request)) return refuse(socket, "403 Forbidden");
      const taken = [...services.values()].some((service) => service.upgrade?.(request, socket, head));
      if (!taken) refuse(socket, "404 Not Found");
    },
  };
}

const GONE = { status: 410, error: "GoneException" };

/** Stands for a service where none has connections. */
const NO_CONNECTIONS: ConnectionControl = {
  list: () => ({ open: [], ended: [] }),
  find: () => undefined,
  post: async () => GONE,
  close: () => GONE,
  drop: () => GONE,
};

function guardOf({ endpoint, principals, host, domains, allowOrigins }: FrontDependencies) {
  const port = Number(new URL(endpoint).port || 80);
  const admitsName = createServiceNames({ domains, principals });
  return createGuard<HttpRequest>({ hosts: ownHosts(host, port), port, admitsName, allowOrigins });
}

/** Asks the called service what a call needs, and the caller's policies whether they allow it. */
function authorizer({ access, services, clock }: FrontDependencies): NonNullable<DispatchOptions["authorize"]> {
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
