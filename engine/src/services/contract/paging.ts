/** One page of a list. The token is opaque to callers; it is the place at which the next page begins. */
export function paginate<T>(
  items: readonly T[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
): { page: T[]; nextToken: string | undefined } {
  const start = Number(nextToken ?? 0) || 0;
  const end = start + (maxResults ?? items.length);
  return { page: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
