import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { entries, type JournalEntry, onEntries } from "../../../engine/journal/journal.ts";
import { stack } from "../../../engine/stack.ts";
import { traceIdOf } from "../../../model/connections/trace-id.ts";
import { createNames } from "../../../model/traces/names.ts";
import { problemOf } from "../../../model/traces/problem.ts";
import { type TitleContext, titleOf } from "../../../model/traces/titles.ts";
import { formatDuration, formatTime, visible } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import { Empty } from "../../../ui/messages.tsx";

const MOST_SHOWN = 200;
const REDRAW_MS = 500;

/** The trips of a connection, newest first, each leading to its trace. */
export function Trace({ connectionId }: { readonly connectionId: string }) {
  const own = useSignal<readonly JournalEntry[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      own.value = entries()
        .filter(({ data }) => data.connectionId === connectionId)
        .slice(-MOST_SHOWN)
        .reverse();
    };
    const end = onEntries((batch, isAnew) => {
      if (isAnew) look();
      else if (batch.some(({ data }) => data.connectionId === connectionId)) timer ??= setTimeout(look, REDRAW_MS);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [connectionId]);
  // The connection's own user is in the title of the detail.
  const context = { names: createNames(stack.value), userOf: () => undefined };
  if (own.value.length === 0)
    return (
      <Empty title="The journal has nothing of it any more" icon="traces">
        <p>It keeps the newest 20,000 entries. What happens from now on is shown here.</p>
      </Empty>
    );
  return (
    <ol class="live-trips">
      {own.value.map((entry) => (
        <Trip key={entry.seq} entry={entry} context={context} />
      ))}
    </ol>
  );
}

function Trip({ entry, context }: { readonly entry: JournalEntry; readonly context: TitleContext }) {
  const { at, data } = entry;
  const traceId = traceIdOf(entry);
  const { title, detail } = titleOf(entry, context);
  const took = typeof data.durationMs === "number" ? formatDuration(data.durationMs) : "";
  const problem = problemOf(entry);
  return (
    <li>
      <time class="quiet-text">{formatTime(at)}</time>
      <strong class="ellipsis">{visible(title)}</strong>
      <span class={problem ? `ellipsis ${problem.tone}` : "ellipsis"}>
        {visible([problem?.text ?? detail, took].filter(Boolean).join(" · "))}
      </span>
      {traceId !== undefined && <a href={href("traces", traceId)}>Trace</a>}
    </li>
  );
}
