import { WebSocket } from "ws";

/** The id of the one command that is ours: debuggers count theirs from 1. */
const OWN_ID = 2 ** 31 - 1;

/** The beginnings of messages as V8 writes them: those of others need not be parsed. */
const OWN_ANSWER = `{"id":${OWN_ID},`;
const PAUSED = '{"method":"Debugger.paused",';
const RESUMED = '{"method":"Debugger.resumed",';

/** A debugger's word that it has set all it wants to set: every debugger says it, since Node.js may wait for it. */
const READY = "Runtime.runIfWaitingForDebugger";

/** RFC 6455, 7.4.1: an endpoint goes away. */
const GOING_AWAY = 1001;

/** The way to an environment. */
export interface Lead {
  /** Its inspector. */
  readonly url: string;
  /** The URL of a file before whose first line it stops. */
  readonly breakAt: string | undefined;
}

export interface SessionEvents {
  /** Called when the function stops at a breakpoint. Disposed when it goes on, or the debugger has gone. */
  paused(): Disposable;
  /** Called when the environment that it was led to is no longer there. */
  lost(lead: Lead): void;
  ended(): void;
}

/** One debugger, and the one environment that it gets to see. What it says before there is one waits. */
export class DebuggerSession {
  /** Resolves when it has set its breakpoints, or is gone. */
  readonly ready: Promise<void>;
  readonly #debugger: WebSocket;
  readonly #events: SessionEvents;
  #waiting: string[] = [];
  #lead: Lead | undefined;
  #inspector: WebSocket | undefined;
  #pause: Disposable | undefined;
  #ownBreakpoint: string | undefined;
  #hasEnded = false;
  #setReady: () => void = () => {};

  constructor(socket: WebSocket, events: SessionEvents) {
    this.#debugger = socket;
    this.#events = events;
    this.ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
    socket.on("message", (data) => this.#takeFromDebugger(String(data)));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#end());
  }

  /** Leads it to an environment, once. */
  lead(lead: Lead): void {
    if (this.#lead) return;
    this.#lead = lead;
    const inspector = new WebSocket(lead.url, { perMessageDeflate: false, maxPayload: 0 });
    this.#inspector = inspector;
    inspector.on("open", () => {
      for (const message of this.#waiting.splice(0)) this.#toInspector(message);
    });
    inspector.on("message", (data) => this.#takeFromInspector(String(data)));
    inspector.on("error", () => inspector.terminate());
    inspector.on("close", () => {
      // A debugger that has left takes its own way there with it; the environment is still there.
      if (this.#hasEnded) return;
      this.#events.lost(lead);
      this.close();
    });
  }

  /** Tells the debugger that its environment has gone; it may come again. */
  close(): void {
    this.#debugger.close(GOING_AWAY, "The environment has ended");
    this.#end();
  }

  #takeFromDebugger(message: string): void {
    if (this.#inspector?.readyState === WebSocket.OPEN) this.#toInspector(message);
    else this.#waiting.push(message);
  }

  #toInspector(message: string): void {
    this.#inspector?.send(message);
    if (message.includes(READY)) this.#inspector?.send(JSON.stringify({ id: OWN_ID, ...this.#ownCommand }));
  }

  /** Its answer shows that all commands before it have been carried out. */
  get #ownCommand() {
    const breakAt = this.#lead?.breakAt;
    if (breakAt === undefined || this.#ownBreakpoint !== undefined) return { method: READY };
    return { method: "Debugger.setBreakpointByUrl", params: { url: breakAt, lineNumber: 0 } };
  }

  #takeFromInspector(message: string): void {
    if (message.startsWith(OWN_ANSWER)) this.#takeOwnAnswer(message);
    else this.#passOn(message);
  }

  #passOn(message: string): void {
    if (message.startsWith(PAUSED)) this.#pause ??= this.#events.paused();
    else if (message.startsWith(RESUMED)) this.#goOn();
    const isOwnBreak = this.#ownBreakpoint !== undefined && message.includes(this.#ownBreakpoint);
    this.#debugger.send(isOwnBreak ? asBreakOnStart(message, this.#ownBreakpoint) : message);
  }

  #takeOwnAnswer(message: string): void {
    const { result } = JSON.parse(message) as { readonly result?: { readonly breakpointId?: string } };
    this.#ownBreakpoint ??= result?.breakpointId;
    this.#setReady();
  }

  #goOn(): void {
    this.#pause?.[Symbol.dispose]();
    this.#pause = undefined;
  }

  #end(): void {
    this.#hasEnded = true;
    this.#goOn();
    this.#setReady();
    this.#inspector?.terminate();
    this.#events.ended();
  }
}

/** The debugger knows nothing of a breakpoint that is not its own; this is how Node.js calls the stop of `--inspect-brk`. */
function asBreakOnStart(text: string, breakpoint: string | undefined): string {
  const message = JSON.parse(text) as { readonly method?: string; readonly params?: { hitBreakpoints?: string[] } };
  if (message.method !== "Debugger.paused" || !message.params?.hitBreakpoints?.includes(String(breakpoint)))
    return text;
  const hitBreakpoints = message.params.hitBreakpoints.filter((id) => id !== breakpoint);
  return JSON.stringify({ ...message, params: { ...message.params, reason: "Break on start", hitBreakpoints } });
}
