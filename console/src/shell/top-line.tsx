import { useSignal } from "@preact/signals";
import { engineOffsetMs, engineSecond, isEnginePaused } from "../engine/clock.ts";
import { type Health, health } from "../engine/health.ts";
import { journalState } from "../engine/journal/journal.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Button } from "../ui/controls/button.tsx";
import { CopyButton } from "../ui/controls/copy-button.tsx";
import { formatDateTime, formatDuration } from "../ui/format.ts";
import { openDialog } from "./open-dialog.ts";
import { nextTheme, THEME_ICONS, theme } from "./theme.ts";

/** The line above each view: its title, the engine's state, addresses and time. */
export function TopLine({ title }: { readonly title: string }) {
  return (
    <header class="top">
      <h1>{title}</h1>
      <EngineState />
      <Addresses />
      <EngineTime />
      <Button
        class="palette-button"
        icon="search"
        aria-label="Search Ctrl K: views, connections, functions, data and actions"
        aria-keyshortcuts="Control+K"
        onClick={() => {
          openDialog.value = "palette";
        }}
      >
        Search <kbd>Ctrl K</kbd>
      </Button>
      <Button
        icon={THEME_ICONS[theme.value]}
        look="quiet"
        aria-label={`Theme: ${theme.value}. Change it`}
        onClick={nextTheme}
      />
    </header>
  );
}

const TONES: Readonly<Record<string, Tone>> = { ready: "good", degraded: "warn", failed: "bad" };

function EngineState() {
  const known = health.value;
  const isLost = journalState.value === "lost";
  const status = isLost ? "not reached" : (known?.status ?? "connecting");
  return (
    <span role="status" title={known && reasonsOf(known)}>
      <Badge tone={isLost ? "bad" : (TONES[status] ?? "plain")}>{status}</Badge>
    </span>
  );
}

const reasonsOf = ({ services }: Health) =>
  Object.entries(services)
    .map(([name, { status, reason }]) => `${name}: ${status}${reason === undefined ? "" : ` (${reason})`}`)
    .join("\n");

/** Addresses of all APIs, those of WebSockets first. */
function Addresses() {
  const chosen = useSignal(0);
  const apis = [...(health.value?.webSockets ?? []), ...(health.value?.httpApis ?? [])];
  const api = apis[chosen.value] ?? apis[0];
  if (!api) return <div class="top-apis" />;
  return (
    <div class="top-apis">
      {apis.length === 1 ? (
        <code class="ellipsis" title={api.logicalId}>
          {api.url}
        </code>
      ) : (
        <select
          aria-label="Addresses of the APIs"
          value={String(apis.indexOf(api))}
          onChange={({ currentTarget }) => {
            chosen.value = Number(currentTarget.value);
          }}
        >
          {apis.map(({ logicalId, url }, index) => (
            <option key={`${logicalId} ${url}`} value={String(index)}>{`${url} · ${logicalId}`}</option>
          ))}
        </select>
      )}
      <CopyButton text={api.url} label={`Copy ${api.url}`} />
    </div>
  );
}

/** Below that, the offset is the time that the answer took. */
const LEAST_OFFSET_MS = 1000;

function EngineTime() {
  const [date, time] = formatDateTime(engineSecond()).split(" ");
  const aheadMs = engineOffsetMs.value;
  const isMoved = Math.abs(aheadMs) > LEAST_OFFSET_MS;
  return (
    <span class="top-time" title={isMoved ? "Engine time, in UTC" : "Engine time, in UTC; it is the machine's"}>
      <span class="date">{date} </span>
      {time} <span class="date">UTC</span> {isEnginePaused.value && <Badge tone="warn">stands still</Badge>}
      {isMoved && !isEnginePaused.value && <Badge tone="accent">{aheadOf(aheadMs)}</Badge>}
    </span>
  );
}

const MINUTE_MS = 60_000;

/** The answer took a moment, which is part of the offset: beside minutes, seconds are shown in fives. */
function aheadOf(ms: number): string {
  const unitMs = Math.abs(ms) < MINUTE_MS ? 1000 : 5000;
  return `${ms < 0 ? "−" : "+"}${formatDuration(Math.abs(Math.round(ms / unitMs) * unitMs))}`;
}
