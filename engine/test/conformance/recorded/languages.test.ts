import { expect } from "vitest";
import { runMachine } from "../../services/states/language/run-machine.ts";
import { choices } from "./facts/step-functions/choices.ts";
import { intrinsics } from "./facts/step-functions/intrinsics.ts";
import { tryFacts } from "./try-facts.ts";

const leaf = (Result: string) => ({ Type: "Pass", Result, End: true });

/** A machine whose output tells if the comparison holds; a value may stand in the rule, or where a path leads. */
const choiceMachine = (operator: string, value: unknown) => ({
  StartAt: "Only",
  States: {
    Only: {
      Type: "Choice",
      Choices: [{ Variable: "$.variable", [operator]: operator.endsWith("Path") ? "$.value" : value, Next: "Holds" }],
      Default: "Fails",
    },
    Holds: leaf("holds"),
    Fails: leaf("fails"),
  },
});

tryFacts("Choice", choices.facts, async ({ operator, cases }) => {
  for (const [variable, value, holds] of cases) {
    const result = await runMachine(choiceMachine(operator, value), { variable, value });
    expect(result, `${JSON.stringify(variable)} ${operator} ${JSON.stringify(value)}`).toBe(holds ? "holds" : "fails");
  }
});

tryFacts("Intrinsic functions", intrinsics.facts, async ({ name, given, result }) => {
  const paths = given.map((value, index) => (typeof value === "boolean" ? String(value) : `$.given[${index}]`));
  const call = `States.${name}(${paths.join(", ")})`;
  const state = { Type: "Pass", Parameters: { "result.$": call }, End: true };
  expect(await runMachine({ StartAt: "Only", States: { Only: state } }, { given })).toEqual({ result });
});
