import { listOf, memberConditions, type Need, type OperationInput, textOf } from "../../../iam/index.ts";
import type { Stack } from "../../../template/model.ts";
import { tableArn, tableNameOf } from "../store/arns.ts";
import { statementConditions } from "./partiql-conditions.ts";
import { keyword, type Token, tokenize } from "./partiql-tokens.ts";
import { partitionKeyOf } from "./partition-key.ts";

interface Verb {
  readonly action: string;
  /** The word that the table's name follows. */
  readonly before: string;
}

const VERBS: Readonly<Record<string, Verb>> = {
  SELECT: { action: "PartiQLSelect", before: "FROM" },
  // A transaction's condition check: `EXISTS(SELECT * FROM …)`.
  EXISTS: { action: "PartiQLSelect", before: "FROM" },
  INSERT: { action: "PartiQLInsert", before: "INTO" },
  UPDATE: { action: "PartiQLUpdate", before: "UPDATE" },
  DELETE: { action: "PartiQLDelete", before: "FROM" },
};

/** Longer statements are refused (ExecuteStatement API reference), so that nobody has to read them. */
const LONGEST_STATEMENT = 8192;

/**
 * The needs of a statement, from the input of `ExecuteStatement` or an entry of its batches. A statement that cannot be
 * read needs every resource, since it could be on any.
 */
export function statementNeed(input: OperationInput, stack: Stack): readonly Need[] {
  const statement = textOf(input.Statement);
  const tokens = statement.length > LONGEST_STATEMENT ? [] : tokenize(statement);
  const verb = Object.entries(VERBS).find(([word]) => word === keyword(tokens[0]))?.[1];
  const tables = tokens.flatMap((token, at) => (verb?.before === keyword(token) ? [tableAt(tokens, at + 1)] : []));
  if (!verb || tables.length === 0) return [{ resource: "*" }];
  return tables.map(({ name, index }) => ({
    action: verb.action,
    resource: tableArn(name, stack) + (index && `/index/${index}`),
    context: {
      ...memberConditions("dynamodb", input, ["ReturnConsumedCapacity"]),
      ...statementConditions(tokens, partitionKeyOf(stack, name, index), listOf(input.Parameters)),
    },
  }));
}

/** `"table"` or `"table"."index"`. */
function tableAt(tokens: readonly Token[], at: number): { readonly name: string; readonly index: string } {
  const index = tokens[at + 1]?.text === "." ? (tokens[at + 2]?.text ?? "") : "";
  return { name: tableNameOf(tokens[at]?.text ?? ""), index };
}
