import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { isObject, listOf, own, type PlainObject, textOf } from "../plain-data.ts";
import { violation } from "./constraints.ts";

export type ParameterValue = string | readonly string[];

export interface Parameters {
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** Where those stand whose value is the name of an SSM parameter, which AWS would read when the stack is deployed. */
  readonly unread: ReadonlyMap<string, Location>;
}

/** The values of a template's parameters: what was given, else their defaults. Mistakes become notices. */
export function readParameters(
  section: PlainObject,
  given: Readonly<Record<string, string>>,
  { positions, notices }: Compilation,
): Parameters {
  const values = new Map<string, ParameterValue>();
  const unread = new Map<string, Location>();
  for (const [name, declaration] of Object.entries(section)) {
    const at = positions.at(section, name) ?? positions.top;
    if (!isObject(declaration)) {
      notices.add("error", "invalid-parameter", `Parameter ${name} needs a Type.`, { location: at });
      continue;
    }
    if (isSsmType(declaration) && !Object.hasOwn(given, name)) unread.set(name, at);
    const complain = (code: string, message: string) => notices.add("error", code, message, { location: at });
    values.set(name, readValue(name, declaration, own(given, name), complain));
  }
  return { values: Object.fromEntries(values), unread };
}

function readValue(
  name: string,
  declaration: PlainObject,
  given: string | undefined,
  complain: (code: string, message: string) => void,
): ParameterValue {
  const text = given ?? defaultOf(declaration);
  if (text === undefined) {
    complain("parameter-missing", `Parameter ${name} has no value; give it with --parameter ${name}=VALUE.`);
    return isListType(declaration) ? [] : "";
  }
  const problem = violation(declaration, isListType(declaration) ? splitList(text) : [text]);
  if (problem) {
    const shown = String(declaration.NoEcho) === "true" ? "the given value" : JSON.stringify(text);
    complain("parameter-invalid", `Parameter ${name} cannot be ${shown}: ${problem}.`);
  }
  return isListType(declaration) ? splitList(text) : text;
}

function defaultOf({ Default }: PlainObject): string | undefined {
  if (Default === undefined || Default === null) return undefined;
  return listOf(Default).map(textOf).join(",");
}

const splitList = (text: string) => (text === "" ? [] : text.split(",").map((item) => item.trim()));

const typeOf = ({ Type }: PlainObject) => textOf(Type) ?? "String";

const isListType = (declaration: PlainObject) => /CommaDelimitedList|List</.test(typeOf(declaration));

/** `AWS::SSM::Parameter::Value<…>`: the parameter holds a name, and AWS puts what SSM has under it in its place. */
const isSsmType = (declaration: PlainObject) => typeOf(declaration).startsWith("AWS::SSM::Parameter::Value<");
