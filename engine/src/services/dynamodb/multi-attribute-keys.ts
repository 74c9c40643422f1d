import { ServiceError } from "../../kernel/errors.ts";

/**
 * Since November 2025 a global secondary index's key may have up to four attributes of each kind. The bundled store takes
 * several sort keys and reads the first alone (findings/dynoxide-multi-attribute-index.sh): a wrong order and wrong
 * items, where a refusal can be read.
 */
export const MULTI_ATTRIBUTE_KEY =
  "Indexes whose key has several HASH or several RANGE attributes are not run here: the store would read only the " +
  "first of each. Join them into one attribute, such as `tenant#region`";

interface KeyElement {
  readonly KeyType: string;
}

/** True for a key of at most one attribute of each kind. */
export function hasSingleKeys(keySchema: readonly KeyElement[]): boolean {
  return new Set(keySchema.map(({ KeyType }) => KeyType)).size === keySchema.length;
}

/** Throws a `ValidationException` for a `CreateTable` or an `UpdateTable` with an index that is not run here. */
export function refuseMultiAttributeKeys(operation: string, input: Readonly<Record<string, unknown>>): void {
  if (operation !== "CreateTable" && operation !== "UpdateTable") return;
  const { KeySchema: _ofTheTable, ...indexes } = input;
  if (keySchemasIn(indexes).every(hasSingleKeys)) return;
  throw new ServiceError("ValidationException", MULTI_ATTRIBUTE_KEY);
}

/** Every `KeySchema` of a call, at whatever depth; what has another shape is left for the store to refuse. */
function keySchemasIn(value: unknown): KeyElement[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === "KeySchema" && isKeySchema(member) ? [member] : keySchemasIn(member),
  );
}

function isKeySchema(value: unknown): value is KeyElement[] {
  return Array.isArray(value) && value.every((element) => typeof element?.KeyType === "string");
}
