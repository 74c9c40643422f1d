export type Input = Readonly<Record<string, unknown>>;

/** JSON of no value that JavaScript has: a number as it is written. */
export class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** JSON with numbers and structures as they are written. */
export function toJson(value: unknown): string {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  return structureText(Object.entries(value).filter(([, member]) => member !== undefined));
}

/** A structure's members in their order, some of them perhaps twice. */
export const structureText = (members: readonly (readonly [string, unknown])[]): string =>
  `{${members.map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`).join(",")}}`;
