/** The words of the Debug Adapter Protocol that tell of pauses. https://microsoft.github.io/debug-adapter-protocol/specification */
export interface DapEvents {
  paused(): void;
  resumed(): void;
}

const HEADER_END = "\r\n\r\n";

interface DapMessage {
  readonly type?: string;
  readonly event?: string;
}

/** Reads what a debug adapter sends, as it comes. */
export function createDapReader({ paused, resumed }: DapEvents): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);

  function take(text: string): void {
    const { type, event } = JSON.parse(text) as DapMessage;
    if (type !== "event") return;
    if (event === "stopped") paused();
    if (event === "continued" || event === "terminated") resumed();
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let next = cut(rest); next; next = cut(rest)) {
      rest = next.rest;
      take(next.text);
    }
  };
}

/** The first message of `bytes` and all behind it; undefined while it is not whole. */
function cut(bytes: Buffer): { readonly text: string; readonly rest: Buffer } | undefined {
  const end = bytes.indexOf(HEADER_END);
  if (end < 0) return undefined;
  const length = Number(/Content-Length: *(\d+)/i.exec(bytes.toString("latin1", 0, end))?.[1] ?? 0);
  const start = end + HEADER_END.length;
  if (bytes.length < start + length) return undefined;
  return { text: bytes.toString("utf8", start, start + length) || "{}", rest: bytes.subarray(start + length) };
}
