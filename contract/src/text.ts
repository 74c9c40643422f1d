// Without a schema, for code that must stay small.

/** Most characters of an id that callers choose. Longer ones could pass DynamoDB's 1,024 bytes for a sort key once they are escaped. */
export const ID_MAX_LENGTH = 256;

/** Text for ids: control characters would break log lines; a lone surrogate has no UTF-8 form, so two ids could share a key. */
export const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;
