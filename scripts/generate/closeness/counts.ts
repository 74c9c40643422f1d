/** A count that the README tells, and the row of the page that has it. */
interface Count {
  readonly page: string;
  readonly row: RegExp;
  readonly told: RegExp;
  tell(...numbers: string[]): string;
}

const COUNTS: readonly Count[] = [
  {
    page: "docs/fidelity.md",
    row: /\*\*All\*\* \| \d+ \| (\d+) \| \d+ \| \d+ \|/,
    told: /\d+ facts/,
    tell: (proven) => `${proven} facts`,
  },
  {
    page: "docs/recorded.md",
    row: /\*\*All\*\* \| (\d+) \| (\d+) \|/,
    told: /of \d+ answers that others recorded on AWS, \d+ differ/,
    tell: (tried, different) => `of ${tried} answers that others recorded on AWS, ${different} differ`,
  },
];

/** Returns the README with the counts of the pages that it leads to. */
export function withCounts(readme: string, read: (page: string) => string): string {
  return COUNTS.reduce((text, { page, row, told, tell }) => {
    const [, ...numbers] = row.exec(read(page)) ?? [];
    if (numbers.length === 0) throw new Error(`${page} has no row of all.`);
    return text.replace(told, tell(...numbers));
  }, readme);
}
