import { describe, expect, it } from "vitest";
import { compileMachine } from "../../../../src/services/states/language/compile.ts";
import { DefinitionMistake } from "../../../../src/services/states/language/errors/definition-mistake.ts";
import { single } from "./run-machine.ts";

const pass = { Type: "Pass", End: true };

function mistake(definition: unknown): DefinitionMistake {
  try {
    compileMachine(definition);
  } catch (error) {
    if (error instanceof DefinitionMistake) return error;
    throw error;
  }
  throw new Error("The definition was taken.");
}

describe("a definition", () => {
  it.each<[name: string, definition: unknown, path: string, message: RegExp]>([
    ["without states", { StartAt: "A" }, "States", /./],
    ["that starts nowhere", { StartAt: "B", States: { A: pass } }, "StartAt", /no state 'B'/],
    ["with an unknown type", single({ Type: "Sleep" }), "States.Only.Type", /./],
    ["with an unknown field", single({ ...pass, Retries: [] }), "States.Only.Retries", /'Retries' is not supported/],
    ["that leads to no state", single({ Type: "Pass", Next: "B" }), "States.Only", /no state 'B'/],
    ["that leads nowhere", single({ Type: "Pass" }), "States.Only", /Next or End/],
    ["that ends and goes on", single({ ...pass, Next: "Only" }), "States.Only", /Next or End/],
    ["with JSONata", { ...single(pass), QueryLanguage: "JSONata" }, "QueryLanguage", /JSONata does not/],
    [
      "with a state in JSONata",
      single({ ...pass, QueryLanguage: "JSONata" }),
      "States.Only.QueryLanguage",
      /JSONata does not/,
    ],
    ["with a path that is none", single({ ...pass, InputPath: "order" }), "States.Only.InputPath", /begin with "\$"/],
    ["with a broken path", single({ ...pass, OutputPath: "$.[" }), "States.Only.OutputPath", /JSONPath/],
    [
      "with a variable that is no name",
      single({ ...pass, Assign: { "a-b": 1 } }),
      "States.Only.Assign",
      /Invalid|form/,
    ],
    [
      "with an unknown function",
      single({ ...pass, Parameters: { "a.$": "States.Nope()" } }),
      "States.Only.Parameters",
      /States\.Nope/,
    ],
    [
      "with an expression that is no text",
      single({ ...pass, Parameters: { "a.$": 1 } }),
      "States.Only.Parameters",
      /"a\.\$"/,
    ],
    [
      "whose result goes to several places",
      single({ ...pass, ResultPath: "$.a[*]" }),
      "States.Only.ResultPath",
      /one place/,
    ],
    [
      "with a rule of two comparisons",
      single({ Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, IsString: true, Next: "Only" }] }),
      "States.Only.Choices.0",
      /one comparison/,
    ],
    [
      "with an unknown comparison",
      single({ Type: "Choice", Choices: [{ And: [{ Variable: "$.a", Equals: 1 }], Next: "Only" }] }),
      "States.Only.Choices.0.And.0",
      /no comparison Equals/,
    ],
    [
      "with a wait of two kinds",
      single({ Type: "Wait", Seconds: 1, SecondsPath: "$.s", End: true }),
      "States.Only",
      /exactly one of Seconds/,
    ],
    [
      "with a mistake in a branch",
      single({ Type: "Parallel", Branches: [single(pass), single({ Type: "Pass", Next: "X" })], End: true }),
      "States.Only.Branches.1.States.Only",
      /no state 'X'/,
    ],
    ["with a map without states", single({ Type: "Map", End: true }), "States.Only", /ItemProcessor/],
    [
      "with a map over S3",
      single({ Type: "Map", ItemProcessor: single(pass), ItemReader: { Resource: "x" }, End: true }),
      "States.Only.ItemReader",
      /does not run here/,
    ],
    [
      "with a catcher that leads nowhere",
      single({ Type: "Task", Resource: "r", Catch: [{ ErrorEquals: ["A"], Next: "X" }], End: true }),
      "States.Only.Catch.0.Next",
      /no state 'X'/,
    ],
  ])("%s is refused with its place", (_name, definition, path, message) => {
    const found = mistake(definition);
    expect(found.message).toMatch(message);
    expect(found.path.join(".").startsWith(path)).toBe(true);
  });

  it("tells what its tasks ask for, inside of branches and maps too", () => {
    const task = (Resource: string) => ({ StartAt: "T", States: { T: { Type: "Task", Resource, End: true } } });
    const definition = single({ Type: "Parallel", Branches: [task("one")], Next: "M" }, [
      "M",
      { Type: "Map", ItemProcessor: task("two"), End: true },
    ]);
    expect(compileMachine(definition).tasks).toEqual([
      { resource: "one", path: ["States", "Only", "Branches", 0, "States", "T", "Resource"] },
      { resource: "two", path: ["States", "M", "ItemProcessor", "States", "T", "Resource"] },
    ]);
  });
});
