import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { SearchField } from "../../../ui/controls/field.tsx";
import { formatCount, formatPlural } from "../../../ui/format.ts";
import { LEVELS, type Level } from "../model/log-line.ts";

/** The choices that somebody makes about a log. */
export interface LogChoices {
  readonly search: Signal<string>;
  readonly lowest: Signal<Level>;
  readonly platform: Signal<boolean>;
  readonly follows: Signal<boolean>;
}

interface ToolbarOptions {
  readonly choices: LogChoices;
  readonly shown: number;
  readonly all: number;
  readonly children?: ComponentChildren;
}

/** Search, level and the like above a log. */
export function LogToolbar({ choices, shown, all, children }: ToolbarOptions) {
  const { search, lowest, platform, follows } = choices;
  return (
    <div class="toolbar">
      <SearchField
        label="Search the log"
        value={search.value}
        onText={(text) => {
          search.value = text;
        }}
      />
      <select
        class="fn-level"
        aria-label="Lowest level"
        value={lowest.value}
        onChange={({ currentTarget }) => {
          lowest.value = currentTarget.value as Level;
        }}
      >
        {LEVELS.filter((level) => level !== "FATAL").map((level) => (
          <option key={level} value={level}>
            {level === "TRACE" ? "All levels" : level}
          </option>
        ))}
      </select>
      <Toggle label="Lambda's lines" is={platform} />
      <Toggle label="Follow" is={follows} />
      {children}
      <span class="space" />
      <span class="quiet-text" role="status">
        {shown === all ? formatPlural(all, "line") : `${formatCount(shown)} of ${formatPlural(all, "line")}`}
      </span>
    </div>
  );
}

function Toggle({ label, is }: { readonly label: string; readonly is: Signal<boolean> }) {
  return (
    <label class="fn-toggle">
      <input
        type="checkbox"
        checked={is.value}
        onChange={({ currentTarget }) => {
          is.value = currentTarget.checked;
        }}
      />
      {label}
    </label>
  );
}
