import type { FunctionCall, Operand, Path } from "./nodes.ts";
import type { TokenReader } from "./tokens.ts";

/** Reads `name`, `#name.other[0]`. */
export function readPath(reader: TokenReader): Path {
  const path: (string | number)[] = [reader.takeKind("name")];
  for (;;) {
    if (reader.takes(".")) path.push(reader.takeKind("name"));
    else if (reader.takes("[")) {
      path.push(Number(reader.takeKind("number")));
      reader.expect("]");
    } else return path;
  }
}

export function readOperand(reader: TokenReader): Operand {
  if (reader.next.kind === "value") return { kind: "value", name: reader.take().text };
  if (reader.isFollowedBy("(") && reader.next.kind === "name") return readFunction(reader);
  return { kind: "path", path: readPath(reader) };
}

export function readFunction(reader: TokenReader): FunctionCall {
  const name = reader.takeKind("name");
  reader.expect("(");
  return { kind: "function", name, operands: reader.nested(() => readList(reader)) };
}

/** Reads operands up to a bracket that closes; there is at least one. */
export function readList(reader: TokenReader): readonly Operand[] {
  const operands = [readOperand(reader)];
  while (reader.takes(",")) operands.push(readOperand(reader));
  reader.expect(")");
  return operands;
}
