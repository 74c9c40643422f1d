/** Keeps the end of a text that may be long. */
export interface LogTail {
  add(line: string): void;
  text(): string;
}

export function createLogTail(maxBytes: number): LogTail {
  const lines: string[] = [];
  let size = 0;
  return {
    add(given) {
      // Of a line that is longer than all that is kept, the end.
      const line = given.slice(-maxBytes);
      lines.push(line);
      size += line.length + 1;
      while (size > maxBytes && lines.length > 1) size -= (lines.shift()?.length ?? 0) + 1;
    },
    text: () => lines.map((line) => `${line}\n`).join(""),
  };
}
