import { href } from "../../../ui/links.ts";

export const TABS = ["logs", "invocations", "invoke", "configuration", "iam"] as const;

export type TabId = (typeof TABS)[number];

export interface FunctionPlace {
  readonly tab?: TabId;
  /** An invocation, by `keyOf` or by its request id. */
  readonly request?: string | undefined;
}

/** The link to a function, one of its tabs, or an invocation there. */
export function functionHref(logicalId: string, { tab, request }: FunctionPlace = {}): string {
  const query = new URLSearchParams({ ...(tab && { tab }), ...(request !== undefined && { request }) }).toString();
  return href("functions", logicalId) + (query === "" ? "" : `?${query}`);
}

/** Goes there without a step back to this place, as for another row of the same list. */
export function showFunction(logicalId: string, place: FunctionPlace): void {
  history.replaceState(null, "", functionHref(logicalId, place));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export const tabOf = (text: string | null): TabId => TABS.find((tab) => tab === text) ?? "logs";

/** Lists of the view on data, by the kind of what is in them. */
const DATA_LISTS: Readonly<Record<string, string>> = {
  queue: "queues",
  bus: "buses",
  rule: "rules",
  topic: "topics",
  table: "tables",
  secret: "secrets",
  "state-machine": "machines",
};

/** The place that shows a resource; undefined when none does. */
export function resourceHref(kind: string, logicalId: string): string | undefined {
  if (kind === "function") return functionHref(logicalId);
  const list = DATA_LISTS[kind];
  return list === undefined ? undefined : href("data", list, logicalId);
}

/** The path without the folders that are above the project's, for reading. */
export function shortPath(location: string, template: string | undefined): string {
  const folder = template?.slice(0, template.lastIndexOf("/") + 1) ?? "";
  const path = location.replace(/^file:\/\//, "");
  return folder !== "" && path.startsWith(folder) ? path.slice(folder.length) : path;
}
