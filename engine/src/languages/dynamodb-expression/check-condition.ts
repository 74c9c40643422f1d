import { checkTypes, type Given, givenValue, refuse, shownPath, type TypedValue } from "./given.ts";
import type { Comparison, Condition, FunctionCall, Operand } from "./nodes.ts";

interface KnownFunction {
  readonly operands: number;
  /** Others give a value. */
  readonly isCondition: boolean;
  readonly types?: readonly string[];
}

/** Functions of conditions (DynamoDB guide, Expressions.OperatorsAndFunctions). */
export const CONDITION_FUNCTIONS: ReadonlyMap<string, KnownFunction> = new Map(
  Object.entries({
    attribute_exists: { operands: 1, isCondition: true },
    attribute_not_exists: { operands: 1, isCondition: true },
    attribute_type: { operands: 2, isCondition: true },
    begins_with: { operands: 2, isCondition: true, types: ["S", "B"] },
    contains: { operands: 2, isCondition: true },
    size: { operands: 1, isCondition: false, types: ["S", "B", "SS", "NS", "BS", "L", "M"] },
  }),
);

const PATH_ONLY: readonly string[] = ["attribute_exists", "attribute_not_exists"];
const ORDERED: readonly string[] = ["S", "N", "B"];
const ORDERING: readonly string[] = ["<", "<=", ">", ">=", "BETWEEN"];
const TYPES: readonly unknown[] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

/** Values behind `IN` (DynamoDB guide, Expressions.OperatorsAndFunctions). */
const IN_MAX_OPERANDS = 100;

/** Throws an `ExpressionError` for a condition that can be read and makes no sense. */
export function checkCondition(condition: Condition, given: Given): void {
  if (condition.kind === "comparison") checkComparison(condition, given);
  else if (condition.kind === "function") checkFunction(condition, given, { asCondition: true });
  else for (const each of condition.conditions) checkCondition(each, given);
}

function checkComparison({ operator, operands }: Comparison, given: Given): void {
  checkValues(operands, given);
  if (operator === "IN") checkLength(operands.slice(1));
  else if (operator === "BETWEEN") checkBounds(operands, given);
  else checkDistinct(operator, operands, given);
  if (ORDERING.includes(operator)) checkTypes(`operator: ${operator}`, operands, ORDERED, given);
}

function checkLength({ length }: readonly Operand[]): void {
  if (length > IN_MAX_OPERANDS)
    refuse(`The IN operator is provided with too many operands; number of operands: ${length}`);
}

function checkBounds([, lower, upper]: readonly Operand[], given: Given): void {
  const [low, high] = [givenValue(lower, given), givenValue(upper, given)];
  if (!low || !high) return;
  const bounds = `lower bound operand: AttributeValue: {${low.join(":")}}, upper bound operand: AttributeValue: {${high.join(":")}}`;
  if (low[0] !== high[0]) refuse(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  if (isGreater(low, high))
    refuse(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
}

function isGreater([type, low]: TypedValue, [, high]: TypedValue): boolean {
  if (type === "N") return Number(low) > Number(high);
  const encoding = type === "B" ? "base64" : "utf8";
  return Buffer.compare(Buffer.from(String(low), encoding), Buffer.from(String(high), encoding)) > 0;
}

function checkValues(operands: readonly Operand[], given: Given): void {
  for (const operand of operands)
    if (operand.kind === "function") checkFunction(operand, given, { asCondition: false });
}

function checkFunction(
  { name, operands }: FunctionCall,
  given: Given,
  { asCondition }: { asCondition: boolean },
): void {
  const known = CONDITION_FUNCTIONS.get(name);
  if (known === undefined) refuse(`Invalid function name; function: ${name}`);
  if (known.isCondition !== asCondition)
    refuse(`The function is not allowed to be used this way in an expression; function: ${name}`);
  const subject = `operator or function: ${name}`;
  if (operands.length !== known.operands)
    refuse(`Incorrect number of operands for operator or function; ${subject}, number of operands: ${operands.length}`);
  if (PATH_ONLY.includes(name) && operands[0]?.kind !== "path")
    refuse(`Operator or function requires a document path; ${subject}`);
  checkValues(operands, given);
  checkDistinct(name, operands, given);
  if (known.types) checkTypes(subject, operands, known.types, given);
  if (name === "attribute_type") checkTypeName(operands, given);
}

function checkTypeName([, operand]: readonly Operand[], given: Given): void {
  if (operand) checkTypes("operator or function: attribute_type", [operand], ["S"], given);
  const [, type] = givenValue(operand, given) ?? [];
  if (type !== undefined && !TYPES.includes(type))
    refuse(`Invalid attribute type name found; type: ${type}, valid types: {${TYPES.join(",")}}`);
}

function checkDistinct(operator: string, [first, second]: readonly Operand[], given: Given): void {
  if (first?.kind !== "path" || second?.kind !== "path") return;
  const shown = shownPath(first.path, given);
  if (shown !== shownPath(second.path, given)) return;
  refuse(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${shown}`,
  );
}
