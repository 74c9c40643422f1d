import { uuid } from "../../../../kernel/random.ts";
import { parseArn } from "../../../../languages/arn.ts";
import { predefined, StateError } from "../errors/state-error.ts";
import { compilePath } from "../expressions/path.ts";
import { compilePayloadTemplate } from "../expressions/payload-template.ts";
import type { Expression, Scope } from "../expressions/scope.ts";
import type { Program, Visit, Work } from "../program.ts";
import { createTrail } from "../run/trail.ts";
import type { MapFields } from "../schema.ts";
import { type Branch, runBranches } from "./branches.ts";
import { compileConcurrency, compileTolerance } from "./map-limits.ts";

/** Items at once where the author sets no limit (Step Functions guide, "Map state in inline mode": up to 40). */
const DEFAULT_CONCURRENCY = 40;

/** Runs the same states on each item of a list; gives the list of their outputs. */
export function mapWork(program: Program, fields: MapFields): Work {
  const itemsOf =
    fields.ItemsPath === undefined ? ({ input }: Scope) => input : compilePath(fields.ItemsPath, "ItemsPath");
  const template = fields.ItemSelector ?? fields.Parameters;
  const selectItem = template === undefined ? undefined : compilePayloadTemplate(template);
  const concurrencyOf = compileConcurrency(fields);
  const toleranceOf = compileTolerance(fields);
  const { ProcessorConfig } = fields.ItemProcessor ?? fields.Iterator ?? {};
  const isDistributed = ProcessorConfig?.Mode === "DISTRIBUTED";
  return async (input, visit) => {
    const items = asList(itemsOf(visit.scope(input)), fields.ItemsPath ?? "$");
    const concurrency = concurrencyOf(visit.scope(input)) || DEFAULT_CONCURRENCY;
    const { trail } = visit;
    trail.add("MapStateStarted", { length: items.length });
    const branches = items.map((item, index) => branchOf({ program, item, index, selectItem, input, visit }));
    const tolerated = toleranceOf(visit.scope(input), items.length);
    const run = isDistributed ? mapRun(fields.Label, tolerated) : runBranches;
    try {
      const result = await run(branches, concurrency, visit);
      trail.note("MapStateSucceeded");
      return { result };
    } catch (error) {
      visit.failed("MapStateFailed");
      throw error;
    }
  };
}

/** Runs items as executions of their own, which have their own histories: the state's tells of the run alone. */
function mapRun(label: string | undefined, tolerated: number): typeof runBranches {
  return async (branches, concurrency, visit) => {
    const { trail, context, host } = visit;
    const { partition, region, accountId } = parseArn(context.Execution.Id) ?? {};
    const run = `${context.StateMachine.Name}/${label ?? uuid(host.random)}:${uuid(host.random)}`;
    trail.add("MapRunStarted", { mapRunArn: `arn:${partition}:states:${region}:${accountId}:mapRun:${run}` });
    try {
      // Executions of their own see none of its variables.
      const place = { ...visit, trail: createTrail(() => 0), variables: undefined };
      const outputs = await runBranches(branches, concurrency, place, { tolerated });
      trail.add("MapRunSucceeded");
      return outputs;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      trail.add("MapRunFailed");
      throw predefined("ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded");
    }
  };
}

interface Item {
  readonly program: Program;
  readonly item: unknown;
  readonly index: number;
  readonly selectItem: Expression | undefined;
  readonly input: unknown;
  readonly visit: Visit;
}

/** An item's context is its own, for the states that run on it too: items run at once. */
function branchOf({ program, item, index, selectItem, input, visit }: Item): Branch {
  const context = { ...visit.context, Map: { Item: { Index: index, Value: item } } };
  const selected = selectItem ? selectItem({ ...visit.scope(input), context }) : item;
  return { program, input: selected, context, about: { name: visit.stateName, index } };
}

function asList(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw predefined("Runtime", `Reference path "${path.replace(/^\$\$/, "$")}" must point to array.`);
}
