import { parseJson } from "../../../kernel/parse-json.ts";
import { compileEventPattern } from "../../../languages/event-pattern/event-pattern.ts";
import type { SourceRecord } from "../../contract/event-source.ts";
import type { EventSourceMappingProperties } from "../resource-types.ts";

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

/** Patterns look into a body that is a JSON object, and take any other as text. */
function bodyOf(body: string): unknown {
  const parsed = parseJson(body);
  return typeof parsed === "object" && parsed !== null ? parsed : body;
}
