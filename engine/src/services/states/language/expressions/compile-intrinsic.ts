import { UserError } from "../../../../kernel/errors.ts";
import { parseExactJson } from "../../../../languages/exact-json.ts";
import { INTRINSIC_FUNCTIONS } from "./intrinsic-functions.ts";
import { compilePath } from "./path.ts";
import type { Expression } from "./scope.ts";

const NAME = /\s*States\.(\w+)\s*\(/y;
const TEXT = /\s*'((?:[^'\\]|\\.)*)'\s*/sy;
const CONSTANT = /\s*(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=\s*[,)])\s*/y;
const PATH = /\s*(\$(?:[^,()[\]]|\[(?:'[^']*'|"[^"]*"|[^\]'"])*\])*)/y;
const COMMA_OR_END = /\s*([,)])\s*/y;

/** A nesting that nobody writes by hand (Step Functions guide: "up to 10"). */
const DEEPEST_NESTING = 10;

/** Compiles `States.Format('Hello, {}', $.name)`. Throws a `UserError` when the text is no call of a known function. */
export function compileIntrinsic(text: string): Expression {
  let at = 0;

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match?.[1];
  }

  function call(name: string, depth: number): Expression {
    const run = Object.hasOwn(INTRINSIC_FUNCTIONS, name) ? INTRINSIC_FUNCTIONS[name] : undefined;
    if (!run) throw new UserError(`There is no intrinsic function States.${name}.`);
    const given = callArguments(depth);
    return (scope) =>
      run(
        given.map((argument) => argument(scope)),
        scope.random,
      );
  }

  function callArguments(depth: number): Expression[] {
    if (depth > DEEPEST_NESTING) throw unreadable(text);
    const found: Expression[] = [];
    if (take(COMMA_OR_END) === ")") return found;
    for (let separator: string | undefined = ","; separator !== ")"; separator = take(COMMA_OR_END)) {
      if (separator === undefined) throw unreadable(text);
      found.push(argument(depth));
    }
    return found;
  }

  function argument(depth: number): Expression {
    const quoted = take(TEXT);
    if (quoted !== undefined) return constant(withoutEscapes(quoted));
    const literal = take(CONSTANT);
    if (literal !== undefined) return constant(parseExactJson(literal));
    const name = take(NAME);
    if (name !== undefined) return call(name, depth + 1);
    const path = take(PATH);
    if (path === undefined) throw unreadable(text);
    return compilePath(path.trim(), text);
  }

  const name = take(NAME);
  const expression = name === undefined ? undefined : call(name, 1);
  if (!expression || at < text.length) throw unreadable(text);
  return expression;
}

const constant = (value: unknown) => () => value;

/** `\{` and `\}` keep their backslash: only `States.Format` knows which braces are text. */
const withoutEscapes = (text: string) => text.replace(/\\([^{}])/gs, "$1");

const unreadable = (text: string) => new UserError(`"${text}" is not an intrinsic function.`);
