type Members = Readonly<Record<string, unknown>>;

export const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const upperFirst = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Task states spell all members with a capital letter; the API of Step Functions itself does not. */
export const lowerMembers = (value: Members): Members => renamed(value, lowerFirst);
export const upperMembers = (value: Members): Members => renamed(value, upperFirst);

const renamed = (members: Members, rename: (name: string) => string): Members =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [rename(name), inside(value, rename)]));

function inside(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => inside(item, rename));
  return typeof value === "object" && value !== null ? renamed({ ...value }, rename) : value;
}
