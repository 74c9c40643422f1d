type Members<V> = Readonly<Record<string, V>>;

/**
 * Members of a resource once its template says `wanted`. Changes made by calls stay as long as the template says the
 * same as `before`; as soon as it says something else it wins, and a member that it no longer names has its default
 * again.
 */
export function deployed<V>(current: Members<V>, before: Members<V> | undefined, wanted: Members<V>): Members<V> {
  if (before && saysTheSame(before, wanted)) return current;
  const ofCalls = Object.entries(current).filter(([name]) => !Object.hasOwn(before ?? {}, name));
  return { ...Object.fromEntries(ofCalls), ...wanted };
}

/** Compares plain data, some of which may have been read back from JSON. */
export const saysTheSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
