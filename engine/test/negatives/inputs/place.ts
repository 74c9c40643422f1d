import { type Shape, shapeOf } from "../../../src/wire/models/model.ts";
import type { Input } from "./json.ts";
import { least, memberValue, type Values } from "./values.ts";

/** A step into a structure, a list's first item or a map's entry. */
export type Step = string | 0 | typeof ENTRY;

const ENTRY = Symbol("a map's entry");

/** The key of the entry that is looked into. */
const KEY = "k";

/** A place of an operation's input. */
export interface Place {
  /** None: the input itself. */
  readonly steps: readonly Step[];
  readonly shape: Shape;
  /** By the structure that it is a member of. */
  readonly required: boolean;
}

/** Deeper members are as those before. */
const DEEPEST = 7;

/** All places of an input. A shape that holds itself is gone into once. */
export function placesOf(inputShape: string, { model }: Values): readonly Place[] {
  const places: Place[] = [];
  function visit(name: string, { steps, required }: Omit<Place, "shape">, above: readonly string[]): void {
    const shape = shapeOf(model, name);
    places.push({ steps, shape, required });
    if (above.includes(name) || steps.length >= DEEPEST) return;
    for (const [step, inner] of stepsInto(shape))
      visit(inner, { steps: [...steps, step], required: isRequired(shape, step) }, [...above, name]);
  }
  visit(inputShape, { steps: [], required: false }, []);
  return places;
}

const isRequired = ({ required = [] }: Shape, step: Step) => typeof step === "string" && required.includes(step);

/** The steps into a shape, each with the name of the shape that it leads to. */
const stepsInto = ({ members = {}, member, value }: Shape): readonly (readonly [Step, string])[] => [
  ...Object.entries(members),
  ...(member === undefined ? [] : [[0, member] as const]),
  ...(value === undefined ? [] : [[ENTRY, value] as const]),
];

/** `Entries[0].Source`, `Items.{k}`. */
export const pathOf = (steps: readonly Step[]): string =>
  steps
    .map((step) => (step === 0 ? "[0]" : `.${step === ENTRY ? `{${KEY}}` : step}`))
    .join("")
    .replace(/^\./, "");

/** A value on its way into an input: the steps left to its place, and the shape of what they begin at. */
interface Putting {
  readonly steps: readonly Step[];
  readonly shapeName: string;
  readonly values: Values;
  /** The value, given what is there. */
  readonly put: (current: unknown) => unknown;
}

/** An input with another value at a place; what leads there is made where it is not. */
export function putInto(current: unknown, putting: Putting): unknown {
  const { steps, shapeName, values, put } = putting;
  const [step, ...rest] = steps;
  const node = current ?? least(shapeName, values);
  if (step === undefined) return put(node);
  const inside = { ...putting, steps: rest };
  if (step === 0) return putIntoList(Array.isArray(node) ? node : [], inside);
  return putIntoObject(typeof node === "object" && node !== null ? (node as Input) : {}, step, inside);
}

function putIntoList([first, ...others]: readonly unknown[], inside: Putting): unknown {
  const shapeName = shapeOf(inside.values.model, inside.shapeName).member ?? "";
  return [putInto(first, { ...inside, shapeName }), ...others];
}

function putIntoObject(given: Input, step: Exclude<Step, 0>, inside: Putting): unknown {
  const { members = {}, value = "", union } = shapeOf(inside.values.model, inside.shapeName);
  const key = step === ENTRY ? KEY : step;
  const shapeName = step === ENTRY ? value : (members[key] ?? "");
  const current = given[key] ?? (step === ENTRY ? undefined : memberValue(key, shapeName, inside.values));
  // A union has one member.
  return { ...(union ? {} : given), [key]: putInto(current, { ...inside, shapeName }) };
}
