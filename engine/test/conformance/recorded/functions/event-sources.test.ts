import { afterAll, beforeAll, expect } from "vitest";
import { createClock } from "../../../../src/kernel/clock.ts";
import { compileFilter } from "../../../../src/services/lambda/event-sources/filter.ts";
import { createStream } from "../../../services/lambda/event-sources/fake-stream.ts";
import { functionResource, type Harness, startLambda } from "../../../services/lambda/harness.ts";
import { mappingFilters, type StreamAnswerFact, streamAnswers } from "../facts/lambda/event-sources.ts";
import { expected, tryFacts } from "../try-facts.ts";

tryFacts("Lambda, filters of event source mappings", mappingFilters.facts, (fact) => {
  const { pattern, passes = [], stays = [], isRefused } = fact;
  const Pattern = typeof pattern === "string" ? pattern : JSON.stringify(pattern);
  const compile = () => compileFilter({ Filters: [{ Pattern }] });
  if (isRefused) return expect(compile).toThrow();
  const wants = compile();
  for (const record of passes) expect(wants({ itemIdentifier: "1", record: { ...record } })).toBe(true);
  for (const record of stays) expect(wants({ itemIdentifier: "1", record: { ...record } })).toBe(false);
});

const HANDLER = `export const handler = async () => {
  const { ANSWER } = process.env;
  if (ANSWER === undefined) throw new Error("intentional");
  return JSON.parse(ANSWER);
};`;
const DESTINATION = "arn:aws:sqs:us-east-1:000000000000:failures";

const nameOf = ({ id }: StreamAnswerFact) => id.replaceAll("/", "-");
const streamOf = (fact: StreamAnswerFact) =>
  `arn:aws:dynamodb:us-east-1:000000000000:table/${nameOf(fact)}/stream/2000-01-01T00:00:00.000`;

function resourcesOf(fact: StreamAnswerFact, index: number) {
  const Variables = fact.answer === undefined ? {} : { ANSWER: JSON.stringify(fact.answer) };
  return [
    [`F${index}`, functionResource({ FunctionName: nameOf(fact), Environment: { Variables } })],
    [
      `M${index}`,
      {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          FunctionName: nameOf(fact),
          EventSourceArn: streamOf(fact),
          StartingPosition: "TRIM_HORIZON",
          BatchSize: 3,
          MaximumRetryAttempts: 3,
          DestinationConfig: { OnFailure: { Destination: DESTINATION } },
          FunctionResponseTypes: ["ReportBatchItemFailures"],
        },
      },
    ],
  ] as const;
}

const clock = createClock();
const streams = new Map(streamAnswers.facts.map((fact) => [streamOf(fact), createStream(() => clock.now())]));
let lambda: Harness;
beforeAll(async () => {
  lambda = await startLambda({
    clock,
    sources: Object.fromEntries(streams),
    files: { "index.mjs": HANDLER },
    resources: Object.fromEntries(streamAnswers.facts.flatMap(resourcesOf)),
  });
});
afterAll(() => lambda[Symbol.asyncDispose]());

const callsOf = (functionName: string) =>
  lambda.journal.entries().filter(({ type, data }) => type === "invoke" && data?.functionName === functionName).length;

tryFacts("Lambda, answers to records of streams", streamAnswers.facts, async (fact) => {
  const stream = streams.get(streamOf(fact));
  stream?.put("one");
  for (let minute = 0; minute < 20 && stream?.left.length !== 0; minute++) {
    await expect.poll(() => callsOf(nameOf(fact))).toBeGreaterThan(0);
    await clock.advance(60_000);
  }
  await stream?.awaited();
  expect(callsOf(nameOf(fact))).toBe(fact.calls);
  const told = lambda.deliveries.filter(({ payload }) => String(payload).includes(streamOf(fact)));
  expect(told.map(({ payload }) => JSON.parse(String(payload)))).toEqual(
    fact.record ? [expect.objectContaining(expected(fact.record) as object)] : [],
  );
});
