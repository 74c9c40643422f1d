import { messageOf, UserError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { compileEventPattern } from "../../../languages/event-pattern/event-pattern.ts";
import type { SourceRecord } from "../../contract/event-source.ts";
import type { EventSourceMappingProperties } from "../resource-types.ts";
import type { MappingResource } from "./mapping-shelf.ts";

/** Tells whether a record is for the function at all. */
export type RecordFilter = (record: SourceRecord) => boolean;

/**
 * A filter of a mapping's patterns, of which one has to match; without any, everything does.
 * Throws `InvalidEventPatternException`.
 */
export function compileFilter(criteria: EventSourceMappingProperties["FilterCriteria"]): RecordFilter {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern }) => compileEventPattern(Pattern));
  if (patterns.length === 0) return () => true;
  return ({ record }) => {
    const view = { ...record, ...(typeof record.body === "string" && { body: bodyOf(record.body) }) };
    return patterns.some((matches) => matches(view));
  };
}

/** Throws a `UserError` for patterns that Lambda refuses, which it does when the stack is deployed. */
export function checkFilter({ logicalId, location, properties }: MappingResource): void {
  try {
    compileFilter(properties.FilterCriteria);
  } catch (error) {
    const message = `${logicalId}: Invalid filter pattern definition. ${messageOf(error)}`;
    throw new UserError(message, { location, cause: error });
  }
}

/** Patterns look into a body that is a JSON object, and take any other as text. */
function bodyOf(body: string): unknown {
  const parsed = parseJson(body);
  return typeof parsed === "object" && parsed !== null ? parsed : body;
}
