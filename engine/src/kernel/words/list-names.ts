/** Names in a sentence, of which `most` are told and the rest is counted: `a, b and 3 more`. */
export function listNames(names: readonly string[], most: number): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
