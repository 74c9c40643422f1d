// Without a schema, for code that must stay small.

/** Most characters of an id that callers choose: more, once escaped, could pass DynamoDB's 1,024 bytes of a sort key. */
export const ID_MAX_LENGTH = 256;

/** Text for ids: control characters break log lines; lone surrogates have no UTF-8, so two ids could share a key. */
export const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;
