import type { JournalEntry } from "../../../src/engine/journal/entry.ts";
import { createNames } from "../../../src/model/traces/names.ts";
import { createTraceIndex } from "../../../src/model/traces/trace-index.ts";
import type { TreeContext } from "../../../src/model/traces/tree.ts";

export const STARTED_AT = Date.parse("2026-01-31T12:00:00Z");

export const traceId = (digit: string) => `1-00000000-${digit.repeat(24)}`;

/** `execute-api/connect`, in the span `b` that is a part of `a`, so many milliseconds after that began. */
export interface Told {
  readonly span?: string;
  readonly parent?: string;
  readonly startMs?: number;
  readonly elapsedMs?: number;
  readonly trace?: string;
  readonly data?: JournalEntry["data"];
}

let seq = 0;

export function told(name: string, options: Told = {}): JournalEntry {
  const { span = "a", parent, startMs = 0, elapsedMs = 0, trace = "1", data = {} } = options;
  const [service = "", type = ""] = name.split("/");
  const startedAt = STARTED_AT + startMs;
  const place = { traceId: traceId(trace), spanId: span, startedAt, ...(parent !== undefined && { parentId: parent }) };
  return { seq: ++seq, at: Math.floor(startedAt + elapsedMs), service, type, data, trace: place, elapsedMs };
}

export const names = createNames({
  template: "/home/ann/shop/template.yaml",
  resources: [
    { physicalId: "shop-Jobs-1", logicalId: "Jobs", type: "AWS::SQS::Queue" },
    { physicalId: "shop-Dead-1", logicalId: "Dead", type: "AWS::SQS::Queue" },
    { physicalId: "shop-Rows-1", logicalId: "Rows", type: "AWS::DynamoDB::Table" },
  ],
  apis: [
    { apiId: "ws1", logicalId: "Chat", kind: "websocket", stage: "dev", url: "ws://127.0.0.1:3001/dev" },
    { apiId: "http1", logicalId: "Web", kind: "http", stage: "$default", url: "http://127.0.0.1:3001/Web" },
  ],
  functions: [{ functionName: "shop-Door-1", logicalId: "Door" }],
} as unknown as Parameters<typeof createNames>[0]);

/** An index of these entries, and what goes with it. */
export function indexOf(entries: readonly JournalEntry[]) {
  const index = createTraceIndex();
  index.add(entries);
  const context: TreeContext = { names, userOf: index.userOf, index };
  const one = index.traces.get(traceId("1"));
  if (!one) throw new Error("There is no trace 1.");
  return { index, context, trace: one };
}
