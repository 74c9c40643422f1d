import { expect, it } from "vitest";
import { functionResource, startLambda } from "../harness.ts";

it("a function that asks for durable execution is warned of at the start, with the template's line, and is called", async () => {
  const DurableConfig = { ExecutionTimeout: 3600, RetentionPeriodInDays: 7 };
  await using lambda = await startLambda({
    files: { "index.js": "exports.handler = async () => 'called'" },
    resources: {
      Plain: functionResource({ FunctionName: "plain" }),
      Durable: functionResource({ FunctionName: "durable", DurableConfig }),
    },
  });
  expect(lambda.journal.entries({ type: "warning" }).map(({ data }) => data)).toEqual([
    {
      functionName: "durable",
      logicalId: "Durable",
      location: "template.yaml:20",
      message:
        "Durable asks for durable execution (DurableConfig), which does not run here: its handler fails at each call.",
    },
  ]);
  expect((await lambda.invoke("durable")).json).toBe("called");
});
