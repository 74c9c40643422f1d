import { engineNow, engineSecond } from "../../engine/clock.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/controls/button.tsx";
import { formatCount, formatDateTime, formatDuration } from "../../ui/format.ts";
import { href } from "../../ui/links.ts";
import { type Due, due, isMoving, jump } from "./engine.ts";

const TITLES: Readonly<Record<Due["kind"], string>> = {
  schedule: "Schedule",
  idle: "10 min idle",
  duration: "2 h open",
  token: "Token expires",
};

/** Rows of each kind; the engine tells more, and how many there are. */
const MOST_ROWS = 8;

/** The next moments at which something happens by time alone, each with a button that leads there. */
export function Upcoming() {
  const reading = due.value;
  const rows = shown(reading?.due ?? []);
  const rest = Object.values(reading?.dueCounts ?? {}).reduce((sum, count) => sum + count, 0) - rows.length;
  return (
    <section class="card" aria-labelledby="upcoming">
      <h2 id="upcoming">Falls due next</h2>
      {rows.length === 0 ? (
        <p class="quiet-text">
          {reading
            ? "Nothing: the template has no schedule that is on, and nobody is connected. Connect a client to see its limits."
            : "Asking the engine…"}
        </p>
      ) : (
        <ul class="upcoming">
          {rows.map((row) => (
            <Row key={`${row.kind} ${row.schedule ?? row.connectionId}`} row={row} />
          ))}
        </ul>
      )}
      {rest > 0 && <p class="quiet-text">{`and ${formatCount(rest)} more`}</p>}
    </section>
  );
}

function shown(all: readonly Due[]): readonly Due[] {
  const counts = new Map<string, number>();
  return all.filter(({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= MOST_ROWS;
  });
}

function Row({ row }: { readonly row: Due }) {
  const at = Date.parse(row.at);
  const leftMs = Math.max(0, at - engineSecond());
  const name = row.schedule ?? row.user ?? row.connectionId ?? "";
  const left = leftMs < 1000 ? "now" : `in ${formatDuration(Math.round(leftMs / 1000) * 1000)}`;
  return (
    <li>
      <Badge tone={row.kind === "schedule" ? "accent" : "plain"}>{TITLES[row.kind]}</Badge>
      <span class="upcoming-name">
        {row.connectionId === undefined ? (
          <a href={href("data", "rules", row.schedule ?? "")}>{name}</a>
        ) : (
          <a href={href("connections", row.connectionId)}>{name}</a>
        )}
        {row.user !== undefined && <span class="quiet-text ellipsis">{row.connectionId}</span>}
      </span>
      <time class="number" dateTime={row.at} title={`${formatDateTime(at)} UTC`}>
        {left}
      </time>
      <Button
        disabled={isMoving.value}
        aria-label={`Jump there: ${TITLES[row.kind]}, ${name}`}
        onClick={() => jump((at - engineNow()) / 1000)}
      >
        Jump there
      </Button>
    </li>
  );
}
