import { z } from "zod";
import type { RunningEngine } from "../../../running/running-engine.ts";

/** The things that a tool may do, as its client is told of them. */
const ANNOTATIONS = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  adds: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  destroys: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
} as const;

/** The surroundings of a call. */
export interface ToolContext {
  /** Finds the engine that a call names, else the server's own. Rejects with a `UserError` when it is none. */
  engine(endpoint: string | undefined): Promise<RunningEngine>;
  /** The folder below which templates are read. */
  readonly folder: string;
}

export type Result = Readonly<Record<string, unknown>>;

export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** Told to the model, which chooses by it. */
  readonly description: string;
  readonly effect: keyof typeof ANNOTATIONS;
  readonly input: Input;
  readonly output: z.ZodObject;
  /** Rejects with a `UserError` that says what to do next. */
  run(input: z.output<Input>, context: ToolContext): Promise<Result>;
}

/** Lets the input of a tool be inferred from its schema. */
export const tool = <Input extends z.ZodObject>(definition: Tool<Input>): Tool => definition;

/** A server of one engine reaches nothing beyond it. */
export const annotationsOf = ({ title, effect }: Tool) => ({ title, ...ANNOTATIONS[effect], openWorldHint: false });

/** The member by which every tool of a running engine finds it. */
export const ofEngine = {
  endpoint: z
    .string()
    .optional()
    .describe("Another engine on this machine, e.g. http://127.0.0.1:4000. Default: the one that this server is for."),
};

/** The engine's own objects, as its control API describes them. */
export const anything = z.looseObject({});

export const leftOut = z.number().describe("How many are there besides, which are not told.");
