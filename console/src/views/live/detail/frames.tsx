import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { type Direction, filterFrames, previewOf, readableOf } from "../../../model/connections/frames.ts";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { SearchField } from "../../../ui/controls/field.tsx";
import { formatBytes, formatPlural, formatTime, visible } from "../../../ui/format.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import { VirtualRows } from "../../../ui/layout/virtual-rows.tsx";
import { Empty } from "../../../ui/messages.tsx";
import type { ConnectionDetail, Frame } from "../use-connection.ts";
import { Composer } from "./composer.tsx";
import { FrameTrace } from "./frame-trace.tsx";

const ROW_HEIGHT_PX = 28;

const DIRECTIONS: readonly (readonly [Direction, string])[] = [
  ["both", "Both"],
  ["in", "In"],
  ["out", "Out"],
];

/** Frames of both ways, oldest first, with what each holds; and a place to write. */
export function Frames({ detail }: { readonly detail: ConnectionDetail }) {
  const { frames, connectionId, endedAt } = detail;
  const search = useSignal("");
  const direction = useSignal<Direction>("both");
  const selected = useSignal<number | undefined>(undefined);
  const shown = useMemo(
    () => filterFrames(frames, search.value, direction.value),
    [frames, search.value, direction.value],
  );
  const frame = frames.find(({ seq }) => seq === selected.value);
  return (
    <div class="live-frames">
      <div class="toolbar">
        <SearchField label="Filter frames" value={search.value} onText={(text) => (search.value = text)} />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend */}
        <div class="live-filter" role="group" aria-label="Directions to show">
          {DIRECTIONS.map(([each, title]) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === direction.value}
              onClick={() => (direction.value = each)}
            >
              {title}
            </button>
          ))}
        </div>
        <span class="space" />
        <CopyButton text={() => JSON.stringify(shown, null, 2)} label="Copy all frames that are shown" />
      </div>
      <Forgotten detail={detail} />
      {shown.length === 0 ? (
        <NoFrames isFiltered={frames.length > 0} isOpen={endedAt === undefined} />
      ) : (
        <VirtualRows
          rows={shown}
          rowHeightPx={ROW_HEIGHT_PX}
          label="Frames"
          keyOf={({ seq }) => seq}
          selectedKey={selected.value}
          onSelect={({ seq }) => (selected.value = seq)}
          render={(each) => <FrameRow frame={each} />}
          followsEnd={selected.value === undefined}
        />
      )}
      {frame && <Payload frame={frame} />}
      {endedAt === undefined && <Composer id={connectionId} />}
    </div>
  );
}

function Forgotten({ detail: { firstFrame, framesIn, framesOut, payloads } }: { readonly detail: ConnectionDetail }) {
  const forgotten = Math.min(firstFrame - 1, framesIn + framesOut);
  const notes = [
    ...(forgotten > 0 ? [`The engine has forgotten the first ${formatPlural(forgotten, "frame")}.`] : []),
    ...(payloads ? [] : ["It keeps sizes only: start it with --payloads to see what frames hold."]),
  ];
  return notes.length > 0 ? <p class="live-note quiet-text">{notes.join(" ")}</p> : null;
}

function NoFrames({ isFiltered, isOpen }: { readonly isFiltered: boolean; readonly isOpen: boolean }) {
  if (isFiltered)
    return (
      <Empty title="No frame is like that" icon="search">
        <p>Filter for a part of a text, a route or a request id, or show both directions.</p>
      </Empty>
    );
  return (
    <Empty title="No frame went either way" icon="send">
      <p>{isOpen ? "Write one below, or let the client send one." : "It ended without a message."}</p>
    </Empty>
  );
}

const ARROWS = { in: ["↑", "in, from the client"], out: ["↓", "out, to the client"] } as const;

function FrameRow({ frame }: { readonly frame: Frame }) {
  const { at, direction, bytes, routeKey, source } = frame;
  const [arrow, title] = ARROWS[direction];
  return (
    <div class="live-frame">
      <time class="quiet-text">{formatTime(at)}</time>
      <span class={`live-arrow ${direction}`} role="img" aria-label={title} title={title}>
        {arrow}
      </span>
      <span class="live-frame-route ellipsis">{visible(routeKey ?? source)}</span>
      <code class="ellipsis">{visible(previewOf(frame))}</code>
      <span class="number quiet-text">{formatBytes(bytes)}</span>
    </div>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  client: "from the client",
  answer: "route response",
  gateway: "API Gateway's own answer",
  "@connections": "by @connections",
};

/** One frame as it can be read best. */
function Payload({ frame }: { readonly frame: Frame }) {
  const { seq, at, bytes, source, routeKey, requestId, isCut } = frame;
  const readable = readableOf(frame);
  return (
    <section class="live-payload" aria-label="Selected frame">
      <header>
        <strong>{`Frame ${seq}`}</strong>
        <span class="quiet-text">
          {[formatTime(at), formatBytes(bytes), SOURCES[source] ?? source, routeKey].filter(Boolean).join(" · ")}
        </span>
        <span class="space" />
        {requestId !== undefined && <FrameTrace requestId={requestId} />}
        <CopyButton text={frame.text ?? frame.base64 ?? ""} label="Copy what it holds" />
      </header>
      {isCut && <p class="live-note quiet-text">This is its beginning: the engine keeps 32 KB of a message.</p>}
      {readable.kind === "json" && <JsonView value={readable.value} label={`frame ${seq}`} />}
      {readable.kind === "text" && <pre class="live-text">{visible(readable.text)}</pre>}
      {readable.kind === "none" && <p class="quiet-text">The engine keeps no payloads.</p>}
    </section>
  );
}
