import type { z } from "zod";
import { sayIssue } from "../../../kernel/words/say-issue.ts";
import { compileState } from "./compile-state.ts";
import { DefinitionMistake, type DefinitionPath, within } from "./errors/definition-mistake.ts";
import type { Program, Work } from "./program.ts";
import { definition, type FieldsOf, type ProgramFields, type StateFields, type StateType } from "./schema.ts";
import { checkTransitions } from "./transitions.ts";
import { choiceWork } from "./work/choice.ts";
import { failWork, succeedWork } from "./work/end.ts";
import { mapWork } from "./work/map.ts";
import { parallelWork } from "./work/parallel.ts";
import { taskWork } from "./work/task.ts";
import { waitWork } from "./work/wait.ts";

/** A state machine that can run. */
export interface Machine {
  readonly program: Program;
  /** The longest time that an execution may take. */
  readonly timeoutMs: number | undefined;
  /** The resources that its Task states name, each with its place. */
  readonly tasks: readonly TaskPlace[];
}

export interface TaskPlace {
  readonly resource: string;
  readonly path: DefinitionPath;
}

/** Compiles a definition in the Amazon States Language. Throws a `DefinitionMistake` for what AWS would refuse. */
export function compileMachine(document: unknown): Machine {
  const parsed = definition.safeParse(document);
  if (!parsed.success) throw firstMistake(parsed.error.issues);
  const { TimeoutSeconds } = parsed.data;
  return {
    program: compileProgram(parsed.data),
    timeoutMs: TimeoutSeconds === undefined ? undefined : TimeoutSeconds * 1000,
    tasks: tasksIn(parsed.data, []),
  };
}

/** Reports the first issue; an unknown key is reported at the key itself. */
function firstMistake([issue]: readonly z.core.$ZodIssue[]): DefinitionMistake {
  const place = (issue?.path ?? []).map((step) => (typeof step === "number" ? step : String(step)));
  if (issue?.code !== "unrecognized_keys") return new DefinitionMistake(issue ? sayIssue(issue) : "", place);
  const [unknown = ""] = issue.keys;
  return new DefinitionMistake(`Field '${unknown}' is not supported.`, [...place, unknown]);
}

function compileProgram({ StartAt, States }: ProgramFields): Program {
  const names = new Set(Object.keys(States));
  if (!names.has(StartAt)) throw new DefinitionMistake(`There is no state '${StartAt}' to start at.`, ["StartAt"]);
  const states = Object.entries(States).map(([name, fields]) =>
    within(["States", name], () => {
      checkTransitions(fields, names);
      return [name, compileState(name, fields, compileWork(fields.Type, fields))] as const;
    }),
  );
  return { startAt: StartAt, states: new Map(states) };
}

/** The work of each type of state. */
const WORK: { readonly [T in StateType]: (fields: FieldsOf<T>) => Work } = {
  Choice: choiceWork,
  Fail: failWork,
  Map: (fields) => mapWork(compileItems(fields), fields),
  Parallel: (fields) =>
    parallelWork(programsOf(fields).map(({ fields: each, path }) => within(path, () => compileProgram(each)))),
  // Its `Result` may be any JSON value.
  Pass:
    ({ Result: result }) =>
    (input) => ({ result: result === undefined ? input : result }),
  Succeed: succeedWork,
  Task: taskWork,
  Wait: waitWork,
};

const compileWork = <T extends StateType>(type: T, fields: FieldsOf<T>): Work => WORK[type](fields);

function compileItems(fields: FieldsOf<"Map">): Program {
  const [program, second] = programsOf(fields);
  if (!program || second) throw new DefinitionMistake("A Map needs an ItemProcessor.", []);
  return within(program.path, () => compileProgram(program.fields));
}

interface PlacedProgram {
  readonly fields: ProgramFields;
  readonly path: DefinitionPath;
}

/** The states inside of a state. */
function programsOf(fields: StateFields): readonly PlacedProgram[] {
  if (fields.Type === "Parallel")
    return fields.Branches.map((branch, index) => ({ fields: branch, path: ["Branches", index] }));
  if (fields.Type !== "Map") return [];
  return (["ItemProcessor", "Iterator"] as const).flatMap((name) => {
    const program = fields[name];
    return program ? [{ fields: program, path: [name] }] : [];
  });
}

function tasksIn({ States }: ProgramFields, path: DefinitionPath): readonly TaskPlace[] {
  return Object.entries(States).flatMap(([name, fields]) => {
    const place = [...path, "States", name];
    if (fields.Type === "Task") return [{ resource: fields.Resource, path: [...place, "Resource"] }];
    return programsOf(fields).flatMap((inner) => tasksIn(inner.fields, [...place, ...inner.path]));
  });
}
