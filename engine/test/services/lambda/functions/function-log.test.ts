import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../harness.ts";

const FILES = {
  "index.mjs": `
    export const handler = async (event, context) => {
      console.log("hello");
      process.stdout.write("plain\\n");
      if (event.fail) throw new Error("no luck");
      return context.logStreamName;
    };`,
  "broken/index.mjs": "export const handler = async () => ({",
};

let lambda: Harness;

beforeAll(async () => {
  lambda = await startLambda({
    files: FILES,
    resources: {
      Text: functionResource({ FunctionName: "text" }),
      Json: functionResource({ FunctionName: "json", LoggingConfig: { LogFormat: "JSON", LogGroup: "/shop" } }),
      Broken: functionResource({ FunctionName: "broken", Code: "broken" }),
    },
  });
});
afterAll(() => lambda[Symbol.asyncDispose]());

/** The stream and the messages of a group, as they were delivered. */
function logged(group: string) {
  const deliveries = lambda.logged.filter(({ arn }) => arn.endsWith(`:log-group:${group}`));
  const parsed = deliveries.map(({ lines }) => lines);
  return {
    streams: [...new Set(parsed.map(({ logStreamName }) => logStreamName))],
    messages: parsed.flatMap(({ logEvents }) => logEvents.map(({ message }) => message)),
    callers: [...new Set(deliveries.map(({ from }) => from.principal))],
  };
}

describe("a function's log group", () => {
  it("has what the function prints between START, END and REPORT, in the stream that the function knows", async () => {
    const { json } = await lambda.invoke("text");
    const { streams, messages, callers } = logged("/aws/lambda/text");
    expect(streams).toEqual([json]);
    expect(callers).toEqual(["lambda.amazonaws.com"]);
    const id = /^START RequestId: (\S+) Version: \$LATEST\n$/.exec(messages[0] ?? "")?.[1];
    expect(messages.slice(1)).toEqual([
      expect.stringMatching(new RegExp(`^\\d{4}-\\S+Z\\t${id}\\tINFO\\thello\\n$`)),
      "plain\n",
      `END RequestId: ${id}\n`,
      expect.stringMatching(new RegExp(`^REPORT RequestId: ${id}\\tDuration: .*\\tMax Memory Used: \\d+ MB.*\\t\\n$`)),
    ]);
  });

  it("is the one that the function names, with JSON where it wants that", async () => {
    const { json } = await lambda.invoke("json");
    expect(json).toMatch(/^\d{4}\/\d\d\/\d\d\/json\[\$LATEST\][0-9a-f]{32}$/);
    expect(logged("/shop").streams).toEqual([json]);
    const events = logged("/shop").messages.filter((message) => message.startsWith("{"));
    const parsed = events.map((message) => JSON.parse(message));
    expect(parsed.map(({ type, message }) => type ?? message)).toEqual(["platform.start", "hello", "platform.report"]);
  });

  it("tells of an invocation for which no environment could start", async () => {
    await lambda.invoke("broken");
    const { messages } = logged("/aws/lambda/broken");
    expect(messages.filter((message) => message.startsWith("START "))).toHaveLength(1);
    expect(messages.at(-1)).toMatch(/^REPORT .*Status: error\tError Type: Runtime\.UserCodeSyntaxError/);
  });
});
