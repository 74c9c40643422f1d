import type { Inspector, LedDebuggers } from "../../../contract/debugging/debugging.ts";
import { startProcess } from "../child-process.ts";
import type { StartIsolate } from "../isolate.ts";
import type { HostMessage, InitMessage } from "../protocol.ts";

/** Lines that Node.js prints of its inspector: they are no function's output. */
const WORDS_OF_INSPECTOR =
  /^(?:Debugger listening on |Debugger attached\.|Debugger ending on |For help, see: https:\/\/nodejs\.org\/|Waiting for the debugger to disconnect).*\n?/gm;

/** The address of an inspector, which a function's process can name only on this machine. */
const INSPECTOR_URL = /^ws:\/\/127\.0\.0\.1:\d{1,5}\/[\w-]+$/;

function inspectorUrlOf(message: unknown): string | undefined {
  const { type, url } = Object(message) as { readonly type?: unknown; readonly url?: unknown };
  return type === "inspector" && typeof url === "string" && INSPECTOR_URL.test(url) ? url : undefined;
}

/**
 * Starts a process whose debuggers are led to it before it loads the function's code. A thread would not do: the
 * inspector of Node.js is one for all threads of a process.
 */
export const startInspected =
  (inspector: Inspector, entry: string | undefined): StartIsolate =>
  (options, events) => {
    let init: InitMessage | undefined;
    let led: LedDebuggers | undefined;
    const isolate = startProcess(options, {
      message(message) {
        const url = led ? undefined : inspectorUrlOf(message);
        if (url === undefined) events.message(message);
        else lead(url);
      },
      output(text) {
        const printed = text.replace(WORDS_OF_INSPECTOR, "");
        if (printed.trim() !== "") events.output(printed);
      },
      exit(exit) {
        led?.[Symbol.dispose]();
        events.exit(exit);
      },
    });

    function lead(url: string): void {
      const initialise = init;
      led = inspector.lead({ url, entry });
      if (initialise) void led.ready.then(() => isolate.send(initialise));
    }

    function send(message: HostMessage): void {
      if (message.type === "init") init = message;
      isolate.send(message.type === "init" ? { type: "inspect" } : message);
    }

    return { send, kill: isolate.kill };
  };

/** Leads debuggers to processes that open a port for them on their own, as debugpy does. */
export const withDebuggers =
  (inspector: Inspector, start: StartIsolate): StartIsolate =>
  (options, events) => {
    const led = inspector.lead({});
    return start(options, {
      ...events,
      exit(exit) {
        led[Symbol.dispose]();
        events.exit(exit);
      },
    });
  };
