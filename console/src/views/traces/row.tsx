import { KINDS, type Summary } from "../../model/traces/summary.ts";
import { Badge } from "../../ui/badge.tsx";
import { formatDuration, formatTime, visible } from "../../ui/format.ts";

/** A trace as a line; `longestMs` is that of the longest of all, which has the whole width for its bar. */
export function TraceRow({ summary, longestMs }: { readonly summary: Summary; readonly longestMs: number }) {
  const { kind, startedAt, what, api, stage, user, durationMs, tone } = summary;
  return (
    <div class="trace-row">
      <span class="trace-time mono">{formatTime(startedAt)}</span>
      <span class="trace-kind">{KINDS[kind]}</span>
      <span class="trace-what ellipsis">{visible(what)}</span>
      <span class="trace-api ellipsis quiet-text">{[api, stage].filter(Boolean).join(" / ")}</span>
      <span class="trace-user ellipsis">{visible(user)}</span>
      <span class="trace-status">
        <StatusBadges summary={summary} />
      </span>
      <span class="trace-duration number">{formatDuration(durationMs)}</span>
      <span class="trace-bar" aria-hidden="true">
        <span class={`trace-bar-fill ${tone}`} style={{ width: `${widthOf(durationMs, longestMs)}%` }} />
      </span>
    </div>
  );
}

/** The end as the one who began it saw it, and a word about failures that it led to. */
export function StatusBadges({ summary: { status, ownTone, tone } }: { readonly summary: Summary }) {
  return (
    <>
      <Badge tone={ownTone}>{visible(status)}</Badge>
      {tone !== ownTone && <Badge tone={tone}>{tone === "bad" ? "failed later" : "warned"}</Badge>}
    </>
  );
}

/** The names of the columns. */
export function TraceColumns() {
  return (
    <div class="trace-columns" aria-hidden="true">
      <div class="trace-row">
        <span class="trace-time">Time</span>
        <span>Kind</span>
        <span>What</span>
        <span class="trace-api">API / stage</span>
        <span class="trace-user">User</span>
        <span class="trace-status">Status</span>
        <span class="trace-duration number">Took</span>
        <span class="trace-bar-head" />
      </div>
    </div>
  );
}

/** By the logarithm: one that takes ten seconds must not make all others look alike. */
const widthOf = (ms: number, longestMs: number): number =>
  longestMs <= 0 ? 0 : Math.max(2, (Math.log1p(ms) / Math.log1p(longestMs)) * 100);
