import { ACTIVITY_SECONDS, type Activity } from "../../model/connections/activity.ts";
import type { ConnectionRow } from "../../model/connections/table.ts";
import { formatAge, formatBytes, formatCount, visible } from "../../ui/format.ts";

/** One connection in a line. */
export function Row({ row, now }: { readonly row: ConnectionRow; readonly now: number }) {
  const { connectionId, user, api, stage, lastActiveAt, endedAt, lastRoute, activity } = row;
  return (
    <div class="live-lane">
      <span class="live-state">
        <StateDot row={row} />
        {stateOf(row)}
      </span>
      <span class="live-user ellipsis">{user === undefined ? "–" : visible(user)}</span>
      <code class="live-id ellipsis">{visible(connectionId)}</code>
      <span class="live-api ellipsis">
        {visible(api)} <span class="quiet-text">{visible(stage)}</span>
      </span>
      <span class="live-age number">{ageOf(row, now)}</span>
      <span class="live-idle number">{endedAt === undefined ? formatAge(now - lastActiveAt) : ""}</span>
      <Traffic name="in" frames={row.framesIn} bytes={row.bytesIn} />
      <Traffic name="out" frames={row.framesOut} bytes={row.bytesOut} />
      <span class="live-route ellipsis">{lastRoute === undefined ? "" : visible(lastRoute)}</span>
      <span class="live-activity">{activity && endedAt === undefined && <Spark activity={activity} now={now} />}</span>
    </div>
  );
}

/** The age of an open one or of a refusal, or how long one that has ended had lasted. */
function ageOf({ connectedAt, endedAt, state }: ConnectionRow, now: number): string {
  if (endedAt === undefined || state === "refused") return formatAge(now - connectedAt);
  return endedAt - connectedAt < 1000 ? "<1s" : formatAge(endedAt - connectedAt);
}

const TONES: Readonly<Record<ConnectionRow["state"], string>> = {
  open: "good",
  closing: "warn",
  closed: "plain",
  refused: "bad",
};

/** Codes of closes that nobody needs to look into. */
const USUAL: ReadonlySet<number> = new Set([1000, 1001, 1005]);

export function toneOf({ state, close }: Pick<ConnectionRow, "state" | "close">): string {
  return close && !USUAL.has(close.code) ? "warn" : TONES[state];
}

function StateDot({ row }: { readonly row: ConnectionRow }) {
  return <span class={`live-dot ${toneOf(row)}`} aria-hidden="true" />;
}

export const stateOf = ({ state, close, refused }: Pick<ConnectionRow, "state" | "close" | "refused">): string =>
  [state, close?.code ?? refused?.status].filter((part) => part !== undefined).join(" ");

interface TrafficOptions {
  readonly name: string;
  readonly frames: number;
  readonly bytes: number;
}

function Traffic({ name, frames, bytes }: TrafficOptions) {
  return (
    <span class={`live-${name} live-traffic number`}>
      <span>{formatCount(frames)}</span>
      <span class="live-bytes quiet-text">{frames > 0 && formatBytes(bytes)}</span>
    </span>
  );
}

const SPARK_HEIGHT = 16;

/** The frames of each second of the last minute, the busiest of them at full height. */
function Spark({ activity, now }: { readonly activity: Activity; readonly now: number }) {
  const counts = activity.counts(now);
  const most = Math.max(4, ...counts);
  const lines = counts.flatMap((count, index) => {
    const height = Math.max(2, Math.round((count / most) * SPARK_HEIGHT));
    return count > 0 ? [`M${index + 0.5} ${SPARK_HEIGHT}v-${height}`] : [];
  });
  return (
    <svg
      class="live-spark"
      viewBox={`0 0 ${ACTIVITY_SECONDS} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={lines.join("")} />
    </svg>
  );
}
