import { visible } from "../../../ui/format.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import { ExactNumber, parseExactJson } from "./exact-json.ts";

/** A text that may be JSON: as a tree then, else as it is. */
export function Body({ text, label }: { readonly text: string; readonly label: string }) {
  const value = parsed(text);
  if (value !== undefined) return <JsonView value={value} label={label} />;
  return <pre class="data-text">{text === "" ? "(empty)" : visible(text)}</pre>;
}

/** Undefined for what is no object or list, and where the tree would change a number. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && isExact(parseExactJson(text)) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isExact(value: unknown): boolean {
  if (value instanceof ExactNumber) return String(Number(value.digits)) === value.digits;
  return typeof value !== "object" || value === null || Object.values(value).every(isExact);
}
