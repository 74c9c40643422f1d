/** Names of parts of a document, each once, made of what may hold any character. */
export function createNames(): (text: string) => string {
  const taken = new Map<string, number>();
  return (text) => {
    const bare =
      text
        .replace(/^\$/, "")
        .replace(/[^\w.-]+/g, "-")
        .replace(/^-|-$/g, "") || "other";
    const count = (taken.get(bare) ?? 0) + 1;
    taken.set(bare, count);
    return count === 1 ? bare : `${bare}-${count}`;
  };
}

export const refTo = (...path: readonly string[]) => ({ $ref: `#/${path.join("/")}` });
