/** The messages of the engine and the bootstrap inside an isolate to each other. */

/** Frames of an error that its answer does not have: they stay in the engine. */
export const HIDDEN_FRAMES = Symbol("hidden frames");

/** An error as Lambda answers it. */
export interface ErrorPayload {
  readonly [HIDDEN_FRAMES]?: readonly string[];
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
  /** The trace of other languages, in shapes of their own. */
  readonly stackTrace?: unknown;
}

/** Tells an isolate to load one function; the first message that it gets. */
export interface InitMessage {
  readonly type: "init";
  /** Lambda's `/var/task`: an absolute path. */
  readonly taskRoot: string;
  /** E.g. `src/app.handler`. */
  readonly handler: string;
  /** E.g. `nodejs22.x`. */
  readonly runtime: string;
  /** The engine's endpoint, to which calls to AWS are led: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Custom domain names that are the engine's as well. */
  readonly domainNames: readonly string[];
  /** True when a service that is called by HTTP/2 may be answered. */
  readonly leadsHttp2: boolean;
  /** Folders that may hold a `node_modules` with what the code does not bring itself, in order. */
  readonly moduleFolders: readonly string[];
  /** Folders in which the SDK that the runtime brings is looked for, in order. */
  readonly sdkFolders: readonly string[];
  /** ECMAScript modules find the above only with resolve hooks, which cost a thread: set where they are needed. */
  readonly resolveHooks: boolean;
}

export interface InvokeMessage {
  readonly type: "invoke";
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  /** Engine time, epoch milliseconds. */
  readonly deadlineMs: number;
  /** Milliseconds by which the engine's time is ahead of the machine's. */
  readonly clockOffsetMs: number;
  readonly invokedFunctionArn: string;
  /** Of a published version. */
  readonly functionVersion?: string;
  /** JSON text, as the caller's `X-Amz-Client-Context` had it. */
  readonly clientContext?: string;
  readonly tenantId?: string;
  /** The caller takes what a streaming handler writes as it comes. */
  readonly streams?: boolean;
  /** The X-Ray header: `Root=1-…;Parent=…;Sampled=0`. */
  readonly traceId: string;
  /** Of one that comes while another runs: it is begun only if its claim says that it still may be. */
  readonly ticket?: number;
}

/** Asks an isolate that is a process for the address of its inspector, before `init`. */
export interface InspectMessage {
  readonly type: "inspect";
}

/** The answer to it. */
export interface InspectorMessage {
  readonly type: "inspector";
  /** `ws://127.0.0.1:PORT/ID` */
  readonly url: string;
}

export type HostMessage = InspectMessage | InitMessage | InvokeMessage;

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

/** Figures that only the isolate can measure. */
export interface Usage {
  readonly durationMs: number;
  /** The part of it in which code ran. Absent: the runtime does not tell. */
  readonly busyMs?: number;
  readonly maxMemoryUsedMb: number;
}

export type IsolateMessage =
  | { readonly type: "ready" }
  /** A thread is about to start its first process, and waits until this cell is 1. */
  | { readonly type: "opening"; readonly cell: Int32Array }
  /** A process was started that leads a group of its own. */
  | { readonly type: "child"; readonly pid: number }
  | { readonly type: "child-ended"; readonly pid: number }
  /** A thread ends itself as a signal to it would end a process, e.g. `SIGTERM`. */
  | { readonly type: "killed"; readonly signal: string }
  /** A thread ends itself because its objects take more than its `MemorySize`. */
  | { readonly type: "exhausted" }
  | { readonly type: "init-error"; readonly error: ErrorPayload; readonly retryWithHooks: boolean }
  | {
      readonly type: "log";
      readonly requestId?: string | undefined;
      readonly level: LogLevel;
      readonly line: string;
      /** It stands in the log as it is; before the others Lambda puts time, request and level. */
      readonly isWhole: boolean;
    }
  /** Bytes in Base64 that a streaming handler has written. */
  | { readonly type: "chunk"; readonly requestId: string; readonly chunk: string }
  | { readonly type: "result"; readonly requestId: string; readonly payload: string; readonly usage: Usage }
  | {
      readonly type: "error";
      readonly requestId: string;
      readonly error: ErrorPayload;
      readonly usage: Usage;
      /** The isolate ends itself after this message. */
      readonly fatal: boolean;
    };
