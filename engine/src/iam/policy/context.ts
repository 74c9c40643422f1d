/** The facts of a request for conditions and policy variables: `aws:SourceIp`, `aws:username`, … Keys in any case. */
export type RequestContext = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The values of a condition key; undefined when the request has none. */
export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const value = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (value === undefined) return undefined;
  if (typeof value !== "object") return [String(value)];
  return value.length === 0 ? undefined : value;
}
