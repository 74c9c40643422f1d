import { describe, expect, it } from "vitest";
import { JsonNumber } from "../../../../src/languages/exact-json.ts";
import { runMachine } from "./run-machine.ts";

const choice = (...rules: readonly object[]) => ({
  StartAt: "Choose",
  States: {
    Choose: { Type: "Choice", Choices: rules.map((rule) => ({ ...rule, Next: "Yes" })), Default: "No" },
    Yes: { Type: "Pass", Result: true, End: true },
    No: { Type: "Pass", Result: false, End: true },
  },
});

const input = {
  s: "b",
  n: 2,
  exact: new JsonNumber("1.0"),
  big: new JsonNumber("9007199254740993"),
  t: "2026-03-01T12:00:00Z",
  yes: true,
  nothing: null,
  other: "b",
  later: "2026-03-01T13:00:00+00:30",
  glob: "order-*.json",
};

describe("Choice", () => {
  it.each<[rule: object, holds: boolean]>([
    [{ Variable: "$.s", StringEquals: "b" }, true],
    [{ Variable: "$.s", StringEquals: "B" }, false],
    [{ Variable: "$.s", StringLessThan: "c" }, true],
    [{ Variable: "$.s", StringGreaterThanEquals: "b" }, true],
    [{ Variable: "$.s", StringEqualsPath: "$.other" }, true],
    [{ Variable: "$.exact", NumericEquals: 1 }, true],
    [{ Variable: "$.exact", NumericEquals: new JsonNumber("1.00") }, true],
    [{ Variable: "$.big", NumericEquals: new JsonNumber("9007199254740993") }, true],
    [{ Variable: "$.big", NumericGreaterThan: new JsonNumber("9007199254740992") }, true],
    [{ Variable: "$.big", IsNumeric: true }, true],
    [{ Variable: "$.n", NumericEquals: 2 }, true],
    [{ Variable: "$.n", NumericGreaterThan: 2 }, false],
    [{ Variable: "$.n", NumericLessThanEquals: 2 }, true],
    [{ Variable: "$.s", NumericEquals: 2 }, false],
    [{ Variable: "$.n", StringEquals: "2" }, false],
    [{ Variable: "$.n", NumericLessThanPath: "$$.Execution.RedriveCount" }, false],
    [{ Variable: "$.yes", BooleanEquals: true }, true],
    [{ Variable: "$.yes", BooleanEqualsPath: "$.yes" }, true],
    [{ Variable: "$.s", BooleanEquals: true }, false],
    [{ Variable: "$.t", TimestampLessThanPath: "$.later" }, true],
    [{ Variable: "$.later", TimestampEquals: "2026-03-01T12:30:00Z" }, true],
    [{ Variable: "$.s", TimestampEquals: "2026-03-01T12:30:00Z" }, false],
    [{ Variable: "$.glob", StringMatches: "order-*.json" }, true],
    [{ Variable: "$.glob", StringMatches: "order-\\*.json" }, true],
    [{ Variable: "$.glob", StringMatches: "order-\\*xjson" }, false],
    [{ Variable: "$.s", StringMatches: "*" }, true],
    [{ Variable: "$.s", StringMatches: "?" }, false],
    [{ Variable: "$.n", StringMatches: "*" }, false],
    [{ Variable: "$.s", IsPresent: true }, true],
    [{ Variable: "$.none", IsPresent: true }, false],
    [{ Variable: "$.none", IsPresent: false }, true],
    [{ Variable: "$.nothing", IsNull: true }, true],
    [{ Variable: "$.s", IsNull: false }, true],
    [{ Variable: "$.n", IsNumeric: true }, true],
    [{ Variable: "$.s", IsNumeric: false }, true],
    [{ Variable: "$.s", IsString: true }, true],
    [{ Variable: "$.yes", IsBoolean: true }, true],
    [{ Variable: "$.t", IsTimestamp: true }, true],
    [{ Variable: "$.s", IsTimestamp: false }, true],
    [
      {
        And: [
          { Variable: "$.n", NumericEquals: 2 },
          { Variable: "$.s", StringEquals: "x" },
        ],
      },
      false,
    ],
    [
      {
        And: [
          { Variable: "$.none", IsPresent: true },
          { Variable: "$.none", StringEquals: "x" },
        ],
      },
      false,
    ],
    [
      {
        Or: [
          { Variable: "$.n", NumericEquals: 3 },
          { Variable: "$.s", StringEquals: "b" },
        ],
      },
      true,
    ],
    [{ Not: { Variable: "$.n", NumericEquals: 3 } }, true],
  ])("%j: %s", async (rule, holds) => {
    expect(await runMachine(choice(rule), input)).toBe(holds);
  });

  it("goes where the first rule that holds leads", async () => {
    expect(
      await runMachine(choice({ Variable: "$.n", NumericEquals: 1 }, { Variable: "$.n", NumericEquals: 2 }), input),
    ).toBe(true);
  });

  it("fails with States.NoChoiceMatched without a Default", async () => {
    const { Default: _none, ...Choose } = choice({ Variable: "$.n", NumericEquals: 1 }).States.Choose;
    const definition = { StartAt: "Choose", States: { ...choice().States, Choose } };
    await expect(runMachine(definition, input)).rejects.toMatchObject({ error: "States.NoChoiceMatched" });
  });

  it("fails with States.Runtime for a variable that is not there", async () => {
    await expect(runMachine(choice({ Variable: "$.none", StringEquals: "x" }), input)).rejects.toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining("Invalid path '$.none'"),
    });
  });
});
