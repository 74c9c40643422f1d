import { z } from "zod";
import { parseJson } from "../../../../kernel/parse-json.ts";
import { type Answer, answeredError, type RunningEngine } from "../../../../running/running-engine.ts";
import { findFunction, type RunningFunction, readStack } from "../../../../running/running-stack.ts";
import { makeSample, sampleKinds } from "../../../../running/samples/samples.ts";
import { withMembers } from "../../invoke/event.ts";
import { invokeFunction as invoke } from "../../invoke/invoke.ts";
import { filterPatternOf } from "../../logs/read-events.ts";
import { parseSince } from "../../logs/since.ts";
import { createSources, loggedData, readSourced } from "../../logs/sources.ts";
import { last, whole } from "../answer.ts";
import { anything, leftOut, ofEngine, tool } from "../tool.ts";

const functionName = z.string().describe("A logical id, a name or an ARN.");

export const invokeFunction = tool({
  name: "invoke_function",
  title: "Invoke a function",
  description:
    "Invokes a function and waits for its answer. Tokens and secrets in the answer and the log are masked. A function that fails is told by its error, with places in the sources.",
  effect: "destroys",
  input: z.strictObject({
    ...ofEngine,
    function: functionName,
    sample: z
      .enum(sampleKinds.map(({ kind }) => kind))
      .optional()
      .describe(
        `An event as the running stack would make it: ${sampleKinds.map(({ kind, summary }) => `${kind}: ${summary}`).join("; ")}.`,
      ),
    payload: z.unknown().optional().describe("The event, as JSON. With sample it replaces members of that."),
  }),
  output: z.object({
    outcome: z.enum(["answered", "failed"]),
    result: z
      .unknown()
      .describe(
        "The answer, or errorType, errorMessage and trace of a function that failed; a long one as the begin of its JSON.",
      ),
    log: z.string().describe("The end of the log, at most 4 KB."),
  }),
  async run({ endpoint, function: name, sample, payload }, context) {
    const engine = await context.engine(endpoint);
    const stack = await readStack(engine);
    const target = findFunction(name, stack);
    const made = sample && (await makeSample(sample, { engine, stack, target }));
    const event = made === undefined ? (payload ?? {}) : payload === undefined ? made : withMembers(made, payload);
    return outcomeOf(await invoke(engine, target, JSON.stringify(event)));
  },
});

async function outcomeOf(response: Response) {
  const text = await response.text();
  const result = parseJson(text);
  if (!response.ok) throw answeredError(response, result as Answer | undefined);
  const log = Buffer.from(response.headers.get("x-amz-log-result") ?? "", "base64").toString();
  const hasFailed = response.headers.has("x-amz-function-error");
  return { outcome: hasFailed ? "failed" : "answered", result: result === undefined ? text : whole(result), log };
}

export const readLogs = tool({
  name: "read_logs",
  title: "Read logs of functions",
  description: "Reads what functions have printed, the newest last.",
  effect: "reads",
  input: z.strictObject({
    ...ofEngine,
    function: functionName.optional().describe("A logical id, a name or an ARN. Default: all functions."),
    since: z.string().default("10m").describe("30s, 5m, 2h, 1d, or a date such as 2026-03-01T12:00:00Z."),
    filter: z.string().optional().describe('A text, or a condition on JSON such as { $.level = "ERROR" }.'),
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.object({ lines: z.array(anything), leftOut: leftOut.describe("Older lines that are not told.") }),
  async run({ endpoint, function: name, since, filter, limit }, context) {
    const engine = await context.engine(endpoint);
    const startTime = parseSince(since, Date.now());
    const query = { startTime, filterPattern: filterPatternOf(filter) };
    const { items, leftOut } = last(await linesOf(engine, name, query), limit);
    return { lines: items, leftOut };
  },
});

async function linesOf(
  engine: RunningEngine,
  name: string | undefined,
  query: Parameters<typeof readSourced>[2],
): Promise<readonly object[]> {
  const stack = await readStack(engine);
  const target: RunningFunction | undefined = name === undefined ? undefined : findFunction(name, stack);
  const events = await readSourced(engine, await createSources(engine, stack, target), query);
  return events.map(loggedData);
}
