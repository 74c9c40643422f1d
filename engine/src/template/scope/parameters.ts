import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import type { Notice } from "../model.ts";
import { isObject, listOf, objectOf, own, type PlainObject, textOf } from "../plain-data.ts";
import type { ParameterStore } from "../references/parameter-store.ts";
import { violation } from "./constraints.ts";
import type { GivenValues } from "./given-values.ts";

export type ParameterValue = string | readonly string[];

export interface Parameters {
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** The parameters whose value names one of Systems Manager that AWS reads when the stack is deployed. */
  readonly named: ReadonlyMap<string, NamedParameter>;
  /** The parameters whose values come from what does not run here. */
  readonly madeUp: ReadonlySet<string>;
  /** The parameters whose values nobody is shown. */
  readonly concealed: ReadonlySet<string>;
  /** The names of all parameters of a type. */
  ofType(type: string): readonly string[];
}

export interface NamedParameter {
  readonly name: string;
  readonly isList: boolean;
  readonly location: Location;
}

/** The values of a template's parameters: what was given, else their defaults. Mistakes become notices. */
export function readParameters(
  section: PlainObject,
  given: GivenValues,
  { positions, notices }: Compilation,
): Parameters {
  const values = new Map<string, ParameterValue>();
  const named = new Map<string, NamedParameter>();
  for (const [name, declaration] of Object.entries(section)) {
    const at = positions.at(section, name) ?? positions.top;
    if (!isObject(declaration)) {
      notices.add("error", "invalid-parameter", `Parameter ${name} needs a Type.`, { location: at });
      continue;
    }
    const complain = (code: string, message: string, severity: Notice["severity"] = "error") =>
      notices.add(severity, code, message, { location: at });
    const value = readValue(name, declaration, given, complain);
    values.set(name, value);
    if (isSsmType(declaration))
      named.set(name, { name: listOf(value).join(","), isList: isListType(declaration), location: at });
  }
  const concealed = new Set(Object.keys(section).filter((name) => isConcealed(objectOf(section[name]))));
  const ofType = (type: string) => [...values.keys()].filter((name) => typeOf(objectOf(section[name])) === type);
  const madeUp = new Set(Object.keys(section).filter(given.isMadeUp));
  return { values: Object.fromEntries(values), named, madeUp, concealed, ofType };
}

/** The parameters with the values of Parameter Store in place of their names; those that it lacks stay names. */
export function readSsmParameters(parameters: Parameters, store: ParameterStore): Parameters {
  const { values, named } = parameters;
  const found = [...named].flatMap(([parameter, { name, isList }]) => {
    const value = store(name);
    return value === undefined ? [] : [[parameter, isList ? splitList(value) : value] as const];
  });
  const known = new Set(found.map(([parameter]) => parameter));
  return {
    ...parameters,
    values: { ...values, ...Object.fromEntries(found) },
    named: new Map([...named].filter(([parameter]) => !known.has(parameter))),
  };
}

function readValue(
  name: string,
  declaration: PlainObject,
  given: GivenValues,
  complain: (code: string, message: string, severity?: Notice["severity"]) => void,
): ParameterValue {
  const text = own(given.values, name) ?? defaultOf(declaration);
  if (text === undefined) {
    complain("parameter-missing", `Parameter ${name} has no value; ${given.remedyFor(name)}.`);
    return isListType(declaration) ? [] : "";
  }
  const problem = violation(declaration, isListType(declaration) ? splitList(text) : [text]);
  if (problem && given.isMadeUp(name)) {
    const value = standIn(declaration, text);
    const message = `Parameter ${name} is ${JSON.stringify(value)} here: what it refers to does not run, so its value is not known.`;
    if (value !== text) complain("made-up-value", message, "warning");
    return isListType(declaration) ? splitList(value) : value;
  }
  if (problem) {
    const shown = isConcealed(declaration) ? "the given value" : JSON.stringify(text);
    complain("parameter-invalid", `Parameter ${name} cannot be ${shown}: ${problem}.`);
  }
  return isListType(declaration) ? splitList(text) : text;
}

/** A value that the parameter may have; the made-up one itself where only its pattern or length is another. */
function standIn(declaration: PlainObject, madeUp: string): string {
  const { AllowedValues, MinValue, MaxValue } = declaration;
  const candidates = [
    defaultOf(declaration),
    ...listOf(AllowedValues).map(textOf),
    ...[MinValue, MaxValue, 1].map(textOf),
  ];
  return candidates.find((text) => text !== undefined && violation(declaration, [text]) === undefined) ?? madeUp;
}

const isConcealed = ({ NoEcho }: PlainObject) => String(NoEcho) === "true";

function defaultOf({ Default }: PlainObject): string | undefined {
  if (Default === undefined || Default === null) return undefined;
  return listOf(Default).map(textOf).join(",");
}

const splitList = (text: string) => (text === "" ? [] : text.split(",").map((item) => item.trim()));

const typeOf = ({ Type }: PlainObject) => textOf(Type) ?? "String";

const isListType = (declaration: PlainObject) => /CommaDelimitedList|List</.test(typeOf(declaration));

/** `AWS::SSM::Parameter::Value<…>`: the parameter holds a name, and AWS puts what SSM has under it in its place. */
const isSsmType = (declaration: PlainObject) => typeOf(declaration).startsWith("AWS::SSM::Parameter::Value<");
