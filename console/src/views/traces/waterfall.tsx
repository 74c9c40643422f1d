import { useSignal } from "@preact/signals";
import type { Line, Tree } from "../../model/traces/tree.ts";
import { Button } from "../../ui/controls/button.tsx";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { formatDuration, formatPlural, visible } from "../../ui/format.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { href } from "../../ui/links.ts";
import { context } from "./state.ts";

/** Lines that are drawn at once: a push to thousands is one trace. */
const DRAWN_LINES = 300;

/** The spans and events of a trace, each as a line with a bar at its time. */
export function Waterfall({ tree }: { readonly tree: Tree }) {
  const drawn = useSignal(DRAWN_LINES);
  const { lines, durationMs } = tree;
  const left = lines.length - drawn.value;
  return (
    <section class="waterfall" aria-label="What happened, in its order">
      <div class="waterfall-scale" aria-hidden="true">
        <span>0</span>
        <span>{formatDuration(durationMs / 2)}</span>
        <span>{formatDuration(durationMs)}</span>
      </div>
      <ol>
        {lines.slice(0, drawn.value).map((line) => (
          <WaterfallLine key={line.id} line={line} wholeMs={durationMs} />
        ))}
      </ol>
      {left > 0 && (
        <Button
          onClick={() => {
            drawn.value += DRAWN_LINES;
          }}
        >{`Show ${formatPlural(Math.min(left, DRAWN_LINES), "more line")} of ${left}`}</Button>
      )}
    </section>
  );
}

function WaterfallLine({ line, wholeMs }: { readonly line: Line; readonly wholeMs: number }) {
  const isOpen = useSignal(false);
  const { title, detail, kind, offsetMs, durationMs, problem, tone = "" } = line;
  const indent = indentOf(line);
  return (
    <li class={`waterfall-item ${kind} ${tone}`}>
      <button
        type="button"
        class="waterfall-line"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <span class="waterfall-name" style={{ paddingLeft: `${indent}px` }}>
          <span class={`waterfall-dot ${line.key.split("/")[0]} ${tone}`} aria-hidden="true" />
          <span class="waterfall-text ellipsis">
            <span class="waterfall-title">{visible(title)}</span>
            {detail !== "" && <span class="waterfall-detail">{visible(detail)}</span>}
          </span>
        </span>
        <span class="waterfall-track" aria-hidden="true">
          <span class={`waterfall-bar ${tone}`} style={barOf(line, wholeMs)} />
        </span>
        <span class="waterfall-duration number">
          {kind === "span" ? formatDuration(durationMs) : `+${formatDuration(offsetMs)}`}
        </span>
      </button>
      {problem && kind === "span" && (
        <p class={`waterfall-problem ${tone}`} style={{ paddingLeft: `${indent + DOT_PX}px` }}>
          {visible(problem.text)}
        </p>
      )}
      {isOpen.value && <LineDetail line={line} indent={indent + DOT_PX} />}
    </li>
  );
}

const STEP_PX = 14;

/** Width of the dot before a title, and of the gap behind it. */
const DOT_PX = 14;

/** Lines deeper than this stand below each other: a phone has no room for more. */
const MOST_STEPS = 12;

const indentOf = ({ depth }: Line) => 8 + Math.min(depth, MOST_STEPS) * STEP_PX;

const SMALLEST_PERCENT = 0.6;

function barOf({ offsetMs, durationMs }: Line, wholeMs: number) {
  const scale = wholeMs > 0 ? 100 / wholeMs : 0;
  const width = Math.max(SMALLEST_PERCENT, durationMs * scale);
  return { left: `${Math.min(offsetMs * scale, 100 - SMALLEST_PERCENT)}%`, width: `${Math.min(width, 100)}%` };
}

function LineDetail({ line, indent }: { readonly line: Line; readonly indent: number }) {
  const { location } = line.problem ?? {};
  return (
    <div class="waterfall-more" style={{ paddingLeft: `${indent}px` }}>
      {location !== undefined && <Place location={location} />}
      {line.otherTraceId !== undefined && (
        <p>
          This is the trace of a batch, with records of others too.{" "}
          <a href={href("traces", line.otherTraceId)}>Show it alone</a>
        </p>
      )}
      {line.entries.map(({ seq, service, type, data }) => (
        <div key={seq} class="waterfall-entry">
          <h3>{`${service}/${type}`}</h3>
          <JsonView value={data} label={`${service}/${type}`} />
        </div>
      ))}
    </div>
  );
}

/** A line of code or of the template. */
export function Place({ location }: { readonly location: string }) {
  return (
    <span class="trace-place">
      <code>{visible(context.value.names.place(location))}</code>
      <CopyButton text={location} label="Copy the place" />
    </span>
  );
}
