import type { Exit } from "./isolate.ts";
import type { ErrorPayload } from "./protocol.ts";

/** The errors that Lambda itself answers in a function's stead. */

export function timedOut(requestId: string, timeoutMs: number): ErrorPayload {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}

/** Names of signals as the platform spells them, which is written in Go. */
const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGQUIT: "quit",
  SIGILL: "illegal instruction",
  SIGTRAP: "trace/breakpoint trap",
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGKILL: "killed",
  SIGUSR1: "user defined signal 1",
  SIGSEGV: "segmentation fault",
  SIGUSR2: "user defined signal 2",
  SIGPIPE: "broken pipe",
  SIGALRM: "alarm clock",
  SIGTERM: "terminated",
  SIGSTKFLT: "stack fault",
  SIGXCPU: "CPU time limit exceeded",
  SIGXFSZ: "file size limit exceeded",
  SIGVTALRM: "virtual timer expired",
  SIGPROF: "profiling timer expired",
  SIGIO: "I/O possible",
  SIGPWR: "power failure",
  SIGSYS: "bad system call",
};

function reasonOf(exit: Exit): string {
  switch (exit.kind) {
    case "exit":
      if (exit.code === 0) return "Runtime exited without providing a reason";
      return `Runtime exited with error: exit status ${exit.code}`;
    case "signal":
      return `Runtime exited with error: signal: ${SIGNAL_NAMES[exit.signal] ?? exit.signal}`;
    case "out-of-memory":
      return "Runtime exited with error: signal: killed";
    case "failed":
      return `Runtime failed to start: ${exit.message}`;
  }
}

export function exited(requestId: string, exit: Exit): ErrorPayload {
  return {
    errorType: exit.kind === "out-of-memory" ? "Runtime.OutOfMemory" : "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: ${reasonOf(exit)}`,
  };
}

export function responseTooLarge(limitBytes: number): ErrorPayload {
  return {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
  };
}
