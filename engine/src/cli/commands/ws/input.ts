import { clearLine, createInterface, cursorTo, type Interface } from "node:readline";
import type { Streams } from "../../streams.ts";
import { keepHistory, readHistory } from "./history.ts";

/** A source of lines. `print` shows text without getting into what is being typed. */
export interface Input {
  readonly lines: (closed: AbortSignal) => AsyncIterable<string>;
  readonly print: (text: string) => void;
  /** Ctrl-C, which a terminal gives to whoever reads its keys. */
  readonly interrupted: AbortSignal;
}

/** Lines that were given as options. */
export const givenInput = (texts: readonly string[], { output, interrupted }: Streams): Input => ({
  lines: () => slashed(texts),
  print: (text) => void output.write(`${text}\n`),
  interrupted,
});

/** A text that an option gives is no command. */
async function* slashed(texts: readonly string[]): AsyncIterable<string> {
  for (const text of texts) yield text.startsWith("/") ? `/${text}` : text;
}

/** Lines of a file or of another program. */
export const pipedInput = ({ input, output, interrupted }: Streams): Input => ({
  lines: (signal) => linesOf(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), signal),
  print: (text) => void output.write(`${text}\n`),
  interrupted,
});

export interface TerminalOptions {
  readonly historyFile: string;
  readonly token: string | undefined;
}

/** Lines that a person types, with those of former sessions behind the arrow keys. */
export function terminalInput({ input, output, interrupted }: Streams, options: TerminalOptions): Input {
  const { historyFile, token } = options;
  const interrupt = new AbortController();
  let prompt: Interface | undefined;

  async function* lines(closed: AbortSignal): AsyncIterable<string> {
    const history = await readHistory(historyFile);
    prompt = createInterface({ input, output, terminal: true, prompt: "> ", history, historySize: 500 });
    let typed = history;
    prompt.on("history", (lines: string[]) => {
      typed = [...lines];
    });
    prompt.on("SIGINT", () => interrupt.abort());
    prompt.prompt();
    try {
      for await (const line of linesOf(prompt, closed)) {
        yield line;
        if (!closed.aborted) prompt.prompt();
      }
    } finally {
      prompt = undefined;
      clearPrompt();
      // Ctrl-D ends the lines, and nobody is there to read an answer.
      interrupt.abort();
      await keepHistory(historyFile, typed, token);
    }
  }

  function clearPrompt(): void {
    clearLine(output, 0);
    cursorTo(output, 0);
  }

  return {
    lines,
    print(text) {
      if (prompt) clearPrompt();
      output.write(`${text}\n`);
      prompt?.prompt(true);
    },
    interrupted: AbortSignal.any([interrupt.signal, interrupted]),
  };
}

/** The lines of an interface, which closes with them or at the signal. */
async function* linesOf(source: Interface, closed: AbortSignal): AsyncIterable<string> {
  const close = () => source.close();
  closed.addEventListener("abort", close);
  if (closed.aborted) close();
  try {
    for await (const line of source) {
      yield line;
      if (closed.aborted) return;
    }
  } finally {
    closed.removeEventListener("abort", close);
    close();
  }
}
