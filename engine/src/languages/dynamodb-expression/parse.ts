import type { Assignment, Condition, Operand, Path, Update } from "./nodes.ts";
import { readFunction, readList, readOperand, readPath } from "./operands.ts";
import { ExpressionError, readTokens, type TokenReader } from "./tokens.ts";

/** Reads all of a text; throws an `ExpressionError` in DynamoDB's words. */
function parsed<T>(text: string, read: (reader: TokenReader) => T): T {
  const reader = readTokens(text);
  const result = read(reader);
  if (reader.next.kind !== "end") throw reader.syntaxError();
  return result;
}

export const parseCondition = (text: string): Condition => parsed(text, readOr);

export const parseProjection = (text: string): readonly Path[] =>
  parsed(text, (reader) => readSeparated(reader, readPath));

function readSeparated<T>(reader: TokenReader, read: (reader: TokenReader) => T): readonly T[] {
  const results = [read(reader)];
  while (reader.takes(",")) results.push(read(reader));
  return results;
}

const readOr = (reader: TokenReader): Condition => readChain(reader, "or", readAnd);
const readAnd = (reader: TokenReader): Condition => readChain(reader, "and", readNot);

function readChain(reader: TokenReader, kind: "and" | "or", read: (reader: TokenReader) => Condition): Condition {
  const first = read(reader);
  const conditions = [first];
  while (reader.takes(kind.toUpperCase())) conditions.push(read(reader));
  return conditions.length === 1 ? first : { kind, conditions };
}

function readNot(reader: TokenReader): Condition {
  if (reader.takes("NOT")) return { kind: "not", conditions: [reader.nested(() => readNot(reader))] };
  if (!reader.takes("(")) return readComparison(reader);
  const inner = reader.nested(() => readOr(reader));
  reader.expect(")");
  return inner;
}

const COMPARATORS: readonly string[] = ["=", "<>", "<", "<=", ">", ">="];

function readComparison(reader: TokenReader): Condition {
  const first = readOperand(reader);
  if (COMPARATORS.includes(reader.next.text)) {
    const operator = reader.take().text;
    return { kind: "comparison", operator, operands: [first, readOperand(reader)] };
  }
  if (reader.takes("BETWEEN")) {
    const lower = readOperand(reader);
    reader.expect("AND");
    return { kind: "comparison", operator: "BETWEEN", operands: [first, lower, readOperand(reader)] };
  }
  if (reader.takes("IN")) {
    reader.expect("(");
    return { kind: "comparison", operator: "IN", operands: [first, ...readList(reader)] };
  }
  if (first.kind !== "function") throw reader.syntaxError();
  return first;
}

const CLAUSES = ["SET", "REMOVE", "ADD", "DELETE"] as const;
type Clause = (typeof CLAUSES)[number];

export function parseUpdate(text: string): Update {
  return parsed(text, (reader) => {
    const clauses: Partial<Record<Clause, readonly Assignment[] | readonly Path[]>> = {};
    do {
      const clause = CLAUSES.find((each) => reader.takes(each));
      if (clause === undefined) throw reader.syntaxError();
      if (clauses[clause])
        throw new ExpressionError(`The "${clause}" section can only be used once in an update expression;`);
      clauses[clause] = readSeparated<never>(reader, CLAUSE_READERS[clause] as (reader: TokenReader) => never);
    } while (reader.next.kind !== "end");
    const { SET = [], REMOVE = [], ADD = [], DELETE = [] } = clauses as Record<Clause, never>;
    return { set: SET, remove: REMOVE, add: ADD, delete: DELETE };
  });
}

const readWithValue = (reader: TokenReader): Assignment => {
  const path = readPath(reader);
  return { path, value: { kind: "value", name: reader.takeKind("value") } };
};

const CLAUSE_READERS: Readonly<Record<Clause, (reader: TokenReader) => Assignment | Path>> = {
  SET(reader) {
    const path = readPath(reader);
    reader.expect("=");
    return { path, value: readSum(reader) };
  },
  REMOVE: readPath,
  ADD: readWithValue,
  DELETE: readWithValue,
};

function readSum(reader: TokenReader): Operand {
  const first = reader.isFollowedBy("(") ? readFunction(reader) : readOperand(reader);
  const operator = reader.next.text;
  if (operator !== "+" && operator !== "-") return first;
  reader.take();
  return { kind: "sum", operator, operands: [first, readOperand(reader)] };
}
