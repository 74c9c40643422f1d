import { shapeOf } from "../../../src/wire/models/model.ts";
import { type Input, structureText, Written } from "./json.ts";
import { type Kind, type Mutation, mutationsOf } from "./mutations.ts";
import { type Place, pathOf, placesOf, putInto } from "./place.ts";
import type { Values } from "./values.ts";

/** An operation's input that is wrong, or unusual, in one place. */
export interface WrongInput {
  readonly kind: Kind;
  /** `Entries[0].Source`; "" of the input itself. */
  readonly path: string;
  readonly label: string;
  readonly input: Input;
  /** True where AWS may also take it. */
  readonly tolerable: boolean;
}

/** A right input, and what it is one of. */
export interface Base {
  readonly input: Input;
  readonly shapeName: string;
  readonly values: Values;
}

/** All wrong inputs that are made of a right one. */
export const wrongInputs = (base: Base): readonly WrongInput[] =>
  placesOf(base.shapeName, base.values).flatMap((place) => casesAt(place, base));

function casesAt(place: Place, base: Base): WrongInput[] {
  const { steps, shape, required } = place;
  const whereabouts = whereaboutsOf(place, base);
  const of = ({ kind, label, value, tolerable = false }: Mutation): WrongInput => ({
    kind,
    path: pathOf(steps),
    label,
    input: put(value, place, base),
    tolerable: tolerable || (whereabouts.isAddress && value === ""),
  });
  const isNeeded = required && !whereabouts.isApart;
  const missing = required ? [of({ kind: "missing", label: "left out", value: undefined, tolerable: !isNeeded })] : [];
  // A member that is null is none.
  const none = of({ kind: "null", label: "null", value: null, tolerable: !isNeeded });
  const unknown = shape.type === "structure" ? unknownMembers(place, base) : [];
  if (steps.length === 0) return unknown;
  const isShallow = steps.length === 1 && shape.type !== "structure" && !whereabouts.isText;
  const mutations = [...mutationsOf(shape, base.values, whereabouts.isText), ...(isShallow ? NESTED : [])];
  return [...missing, none, ...mutations.map(of), ...unknown];
}

const put = (value: unknown, { steps }: Pick<Place, "steps">, { input, shapeName, values }: Base): Input =>
  putInto(input, { steps, shapeName, values, put: () => value }) as Input;

/** Tells of the part of a request in which a place of the input stands. */
function whereaboutsOf({ steps: [first] }: Place, { shapeName, values }: Base) {
  const { places = {}, payload } = shapeOf(values.model, shapeName);
  const place = typeof first === "string" && Object.hasOwn(places, first) ? places[first] : undefined;
  const isApart = place !== undefined || (first !== undefined && first === payload);
  return {
    /** Without it the request has another address, or another body. */
    isApart,
    isAddress: place !== undefined,
    /** There are texts alone. */
    isText: values.isForm || isApart,
  };
}

/** Members that no model has. `__proto__` is one as it is written, and none of JavaScript's. */
const UNKNOWN = ["UnknownMember", "__proto__", "constructor", "toString", "hasOwnProperty"];
const UNKNOWN_DEEP = 2;

function unknownMembers({ steps }: Place, { input, shapeName, values }: Base): WrongInput[] {
  const names = UNKNOWN.slice(0, steps.length > 1 ? UNKNOWN_DEEP : undefined);
  return names.map((name) => {
    const added = (there: unknown) => new Written(structureText([...Object.entries(Object(there)), [name, { a: 1 }]]));
    const changed = putInto(input, { steps, shapeName, values, put: added }) as Input;
    return { kind: "unknown member", path: pathOf(steps), label: name, input: changed, tolerable: true };
  });
}

const NESTED: readonly Mutation[] = [100, 5_000].flatMap((depth): readonly Mutation[] => [
  nested(`${depth} lists`, "[".repeat(depth) + "]".repeat(depth)),
  nested(`${depth} structures`, `${'{"M":'.repeat(depth)}1${"}".repeat(depth)}`),
]);

function nested(label: string, text: string): Mutation {
  return { kind: "nesting", label, value: new Written(text), tolerable: true };
}
