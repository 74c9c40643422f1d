import { type Data, detail, type Formats, faint, joined, plain, text } from "./line.ts";

/** The function, or any that is a thread of this process. */
const subject = ({ logicalId }: Data) => (logicalId === undefined ? "a function" : text(logicalId));

export const debuggingLines: Formats = {
  "debugger/listening": ({ logicalId, url, devtoolsUrl }) => ({
    ...plain("debugger", joined(logicalId, "at", url), "(one environment at a time)"),
    hints: devtoolsUrl === undefined ? [] : [text(devtoolsUrl)],
  }),
  "debugger/attached": (data) => faint("debugger", "attached to", subject(data)),
  "debugger/detached": (data) => faint("debugger", "detached from", subject(data)),
  "debugger/waiting": (data) => plain("debugger", subject(data), "waits for a debugger; timeouts stand still"),
  "debugger/found": (data) => detail(faint("debugger", subject(data), "has its debugger")),
  "debugger/paused": (data) => plain("debugger", subject(data), "is paused; timeouts stand still"),
  "debugger/resumed": (data) => faint("debugger", subject(data), "goes on"),
};
