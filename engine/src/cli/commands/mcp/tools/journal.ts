import { z } from "zod";
import { last } from "../answer.ts";
import { anything, leftOut, ofEngine, tool } from "../tool.ts";

export const readJournal = tool({
  name: "read_journal",
  title: "Read the journal",
  description: `Reads entries of the journal, which has everything that happened, the newest last. Each has service, type, data, and
the trace that it belongs to. For example: service execute-api with type refuse (a handshake was refused, and why), message, post,
disconnect; service lambda with type report (an invocation) or log; service events with type put or not-sent; service engine with
type clock; type denied of any service (IAM).`,
  effect: "reads",
  input: z.strictObject({
    ...ofEngine,
    service: z.string().optional().describe("E.g. execute-api, lambda, events, sqs, dynamodb, states, engine."),
    type: z.string().optional().describe("E.g. refuse, connect, message, report, log."),
    traceId: z.string().optional().describe("Only what belongs to this trace: X-Ray's id, W3C's, or a traceparent."),
    data: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('Only entries whose data has these members, e.g. {"connectionId": "…"} or {"logicalId": "Send"}.'),
    after: z.int().min(0).default(0).describe("Only entries with a higher seq: lastSeq of an answer before."),
    limit: z.int().min(1).max(500).default(50),
  }),
  output: z.object({
    entries: z.array(anything),
    leftOut: leftOut.describe("Older ones of those asked for that did not fit."),
    lastSeq: z.number().describe("Give it as after, to read on."),
  }),
  async run({ endpoint, data, after, limit, ...names }, context) {
    const engine = await context.engine(endpoint);
    const query = new URLSearchParams();
    const given = { ...data, ...names, after, limit };
    for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, String(value));
    const { entries, lastSeq } = await engine.control(`entries?${query}`);
    const { items, leftOut } = last(entries as readonly unknown[]);
    return { entries: items, leftOut, lastSeq };
  },
});
