/** Most of a bundle's size and time. Each client that connects waits for the authorizer; others may take their time. */
const LIMITS = { authorizer: { kilobytes: 40, importMs: 12 }, others: { kilobytes: 350, importMs: 50 } } as const;

/** Time of a handler that does nothing on the machine that the limits are for. */
export const EMPTY_MS = 5;

export const limitOf = (handler: string) => (handler === "authorizer" ? LIMITS.authorizer : LIMITS.others);
