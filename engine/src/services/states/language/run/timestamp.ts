const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of a time in the language's profile of RFC 3339 (capital `T` and `Z`); undefined for another text. */
export function parseTimestamp(text: string): number | undefined {
  const epochMs = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

export const formatTimestamp = (epochMs: number) => new Date(epochMs).toISOString();
