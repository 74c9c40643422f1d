import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { entries, type JournalEntry, onEntries } from "../../../engine/journal/journal.ts";
import { traceIdOf } from "../../../model/connections/trace-id.ts";
import { formatDetails, formatDuration, formatTime, visible } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import { Empty } from "../../../ui/messages.tsx";

const MOST_SHOWN = 200;
const REDRAW_MS = 500;

/** Members that the place of the line, or the line beside it, says already. */
const SAID: ReadonlySet<string> = new Set([
  "apiId",
  "stage",
  "connectionId",
  "requestId",
  "traceId",
  "spanId",
  "parentId",
]);

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
  if (own.value.length === 0)
    return (
      <Empty title="The journal has nothing of it any more" icon="traces">
        <p>It keeps the newest 20,000 entries. What happens from now on is shown here.</p>
      </Empty>
    );
  return (
    <ol class="live-trips">
      {own.value.map((entry) => (
        <Trip key={entry.seq} entry={entry} />
      ))}
    </ol>
  );
}

/** A member with its span in a unit: `durationMs: 7.1234` as `duration: 7.1 ms`. */
const readable = ([name, value]: readonly [string, unknown]): readonly [string, unknown] =>
  typeof value === "number" && name.endsWith("Ms") ? [name.slice(0, -2), formatDuration(value)] : [name, value];

function Trip({ entry }: { readonly entry: JournalEntry }) {
  const { at, type, data } = entry;
  const traceId = traceIdOf(entry);
  const rest = Object.entries(data).filter(([name]) => !SAID.has(name));
  return (
    <li>
      <time class="quiet-text">{formatTime(at)}</time>
      <strong>{visible(type)}</strong>
      <span class="ellipsis">{formatDetails(Object.fromEntries(rest.map(readable))).summary}</span>
      {traceId !== undefined && <a href={href("traces", traceId)}>Trace</a>}
    </li>
  );
}
