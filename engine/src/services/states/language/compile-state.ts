import { within } from "./errors/definition-mistake.ts";
import { compileAssign, compileExpression, compilePayloadTemplate } from "./expressions/payload-template.ts";
import { compileResultPath } from "./expressions/result-path.ts";
import type { Expression } from "./expressions/scope.ts";
import type { CompiledCatcher, State, Work } from "./program.ts";
import type { Catcher, SharedFields, StateFields } from "./schema.ts";
import { WAIT_FOR_TOKEN } from "./work/task.ts";

/** Compiles the fields that all types of states have in common. Throws a `DefinitionMistake`. */
export function compileState(name: string, fields: StateFields, work: Work): State {
  const {
    Next,
    InputPath,
    Parameters,
    ResultSelector,
    ResultPath,
    OutputPath,
    Retry = [],
    Catch = [],
    Assign,
  }: SharedFields = fields;
  return {
    name,
    type: fields.Type,
    next: Next,
    inputPath: compileFilter(InputPath, "InputPath"),
    // A Map's Parameters are its items'.
    parameters: compileTemplate(fields.Type === "Map" ? undefined : Parameters, "Parameters"),
    work,
    resultSelector: compileTemplate(ResultSelector, "ResultSelector"),
    resultPath: within(["ResultPath"], () => compileResultPath(ResultPath)),
    outputPath: compileFilter(OutputPath, "OutputPath"),
    // A Choice's is for its Default.
    assign: fields.Type === "Choice" ? undefined : compileAssign(Assign),
    retriers: Retry,
    catchers: Catch.map(compileCatcher),
    hasToken: fields.Type === "Task" && fields.Resource.endsWith(WAIT_FOR_TOKEN),
  };
}

const identity: Expression = ({ input }) => input;

/** Null is an empty object. */
function compileFilter(path: string | null | undefined, field: string): Expression {
  if (path === null) return () => ({});
  return path === undefined ? identity : within([field], () => compileExpression(path, field));
}

const compileTemplate = (template: unknown, field: string): Expression =>
  template === undefined ? identity : within([field], () => compilePayloadTemplate(template));

const compileCatcher = ({ ErrorEquals, Next, ResultPath, Assign }: Catcher, index: number): CompiledCatcher => ({
  assign: within(["Catch", index], () => compileAssign(Assign)),
  errorEquals: ErrorEquals,
  next: Next,
  resultPath: within(["Catch", index, "ResultPath"], () => compileResultPath(ResultPath)),
});
