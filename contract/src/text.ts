// Without a schema, for code that must stay small.

/** Most characters of an id that callers choose: more, once escaped, could pass DynamoDB's 1,024 bytes of a sort key. */
export const ID_MAX_LENGTH = 256;

/** Text for ids: control characters break log lines; lone surrogates have no UTF-8, so two ids could share a key. */
export const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/**
 * W3C's `traceparent`: version, trace id, id of the span that it comes from, flags. A later version counts as long as it
 * has no more than these; ids of zeros alone name nothing. https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
