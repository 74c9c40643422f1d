import { describe, expect, it } from "vitest";
import { runMachine, single } from "./run-machine.ts";

const pass = (fields: object) => single({ Type: "Pass", End: true, ...fields });

describe("a state's fields", () => {
  const input = { order: { id: 7, items: [{ sku: "a" }, { sku: "b" }] }, user: "ann" };

  it.each<[fields: object, output: unknown]>([
    [{}, input],
    [{ InputPath: "$.order.id" }, 7],
    [{ InputPath: null }, {}],
    [{ OutputPath: "$.user" }, "ann"],
    [{ OutputPath: null }, {}],
    [{ Result: 0 }, 0],
    [
      { Result: false, ResultPath: "$.flag" },
      { ...input, flag: false },
    ],
    [{ Result: 1, ResultPath: null }, input],
    [
      { Result: 1, ResultPath: "$.order.items[1].count" },
      { ...input, order: { id: 7, items: [{ sku: "a" }, { sku: "b", count: 1 }] } },
    ],
    [
      { Result: 1, ResultPath: "$.a.b['c d']" },
      { ...input, a: { b: { "c d": 1 } } },
    ],
    [
      { Parameters: { "id.$": "$.order.id", fixed: [1, { "name.$": "$.user" }] } },
      { id: 7, fixed: [1, { name: "ann" }] },
    ],
    [{ Parameters: { "skus.$": "$.order.items[*].sku" } }, { skus: ["a", "b"] }],
    [{ Parameters: { "last.$": "$.order.items[-1]" } }, { last: { sku: "b" } }],
    [
      { Parameters: { "state.$": "$$.State.Name", "execution.$": "$$.Execution.Name" } },
      { state: "Only", execution: "one" },
    ],
    [{ Parameters: { "all.$": "$$.Execution.Input.user" } }, { all: "ann" }],
    [{ InputPath: "$.order", Parameters: { "id.$": "$.id" }, ResultPath: "$.copy", OutputPath: "$.copy" }, { id: 7 }],
  ])("%j", async (fields, output) => {
    expect(await runMachine(pass(fields), input)).toEqual(output);
  });

  it("take the result of a task apart before they put it into the input", async () => {
    const fields = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Parameters: { "q.$": "$.url" },
      ResultSelector: { "id.$": "$.MessageId", "state.$": "$$.State.Name" },
      ResultPath: "$.sent",
      End: true,
    };
    const perform = ({ input: given }: { input: unknown }) => ({ MessageId: "m1", given });
    expect(await runMachine(single(fields), { url: "u" }, { perform })).toEqual({
      url: "u",
      sent: { id: "m1", state: "Only" },
    });
  });

  it.each<[fields: object, error: string, cause: RegExp]>([
    [
      { InputPath: "$.nothing" },
      "States.Runtime",
      /entered at the event id #1\)\. Invalid path '\$\.nothing' : No results for path: \$\['nothing'\]$/,
    ],
    [
      { Parameters: { "x.$": "$.nothing" } },
      "States.Runtime",
      /'\$\.nothing' specified for the field 'x\.\$' could not be found in the input '\{"order"/,
    ],
    [{ Result: 1, ResultPath: "$.user.name" }, "States.ResultPathMatchFailure", /'name'/],
    [{ Result: 1, ResultPath: "$.order.items[5]" }, "States.ResultPathMatchFailure", /'5'/],
    [{ Parameters: { "x.$": "States.ArrayGetItem($.order.items, 9)" } }, "States.IntrinsicFailure", /outside/],
  ])("%j fail with %s", async (fields, error, cause) => {
    await expect(runMachine(pass(fields), input)).rejects.toMatchObject({ error, cause: expect.stringMatching(cause) });
  });

  it("refuse an output above 256 KiB", async () => {
    await expect(runMachine(pass({ Result: "x".repeat(256 * 1024) }))).rejects.toMatchObject({
      error: "States.DataLimitExceeded",
    });
    expect(await runMachine(pass({ Result: "x".repeat(256 * 1024 - 2) }))).toHaveLength(256 * 1024 - 2);
  });

  it("leave a member called __proto__ a member", async () => {
    const output = await runMachine(pass({ Result: 1, ResultPath: "$.a" }), JSON.parse('{"__proto__":{"x":1}}'));
    expect(JSON.stringify(output)).toBe('{"__proto__":{"x":1},"a":1}');
  });
});
