import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { engineOffsetMs, engineSecond, isEnginePaused, pauseClock } from "../../engine/clock.ts";
import { onEntries } from "../../engine/journal/journal.ts";
import { Button } from "../../ui/controls/button.tsx";
import { TextField } from "../../ui/controls/field.tsx";
import { formatDateTime, formatDuration } from "../../ui/format.ts";
import { Failure } from "../../ui/messages.tsx";
import { attempt, isMoving, jump, readDue, readFaults, refusal } from "./engine.ts";
import { Faults } from "./faults.tsx";
import { JumpLog } from "./jump-log.tsx";
import { parseSpan } from "./span.ts";
import { Upcoming } from "./upcoming.tsx";
import "./time.css";

const READ_MS = 3000;

const SPANS: readonly (readonly [title: string, seconds: number])[] = [
  ["10 s", 10],
  ["1 min", 60],
  ["10 min", 600],
  ["1 h", 3600],
  ["2 h", 7200],
  ["1 d", 86_400],
];

/** The engine's time, what falls due, and what is to go wrong. */
export function TimeView() {
  useEffect(followEngine, []);
  return (
    <div class="time">
      <div class="time-column">
        <Clock />
        {refusal.value !== undefined && <Failure message={refusal.value} />}
        <Upcoming />
        <JumpLog />
      </div>
      <Faults />
    </div>
  );
}

/** Reads anew what falls due, now and then and after each jump, and the faults when one is set, strikes or goes. */
function followEngine(): () => void {
  void readDue();
  void attempt(readFaults);
  const timer = setInterval(() => void readDue(), READ_MS);
  const end = onEntries((entries) => {
    if (entries.some(({ service, type }) => service === "engine" && type === "clock")) void readDue();
    if (entries.some(({ service }) => service === "faults")) void attempt(readFaults);
  });
  return () => {
    clearInterval(timer);
    end();
  };
}

function Clock() {
  const custom = useSignal("");
  const span = parseSpan(custom.value);
  const isWrong = custom.value.trim() !== "" && span === undefined;
  const aheadMs = Math.round(engineOffsetMs.value / 1000) * 1000;
  const move = async () => {
    if (span === undefined) return;
    await jump(span);
    custom.value = "";
  };
  return (
    <section class="card" aria-label="Clock">
      <div class="clock-head">
        <div>
          <p class="clock-now">{`${formatDateTime(engineSecond())} UTC`}</p>
          <p class="quiet-text">{offsetText(aheadMs)}</p>
        </div>
        <Button
          icon={isEnginePaused.value ? "play" : "pause"}
          onClick={() => attempt(() => pauseClock(!isEnginePaused.value))}
        >
          {isEnginePaused.value ? "Let time go on" : "Let time stand still"}
        </Button>
      </div>
      {isEnginePaused.value && (
        <p class="clock-note">
          Nothing expires, no schedule runs and no function times out. Sockets, requests and functions that run go on in
          real time.
        </p>
      )}
      <form
        class="clock-jump"
        onSubmit={(event) => {
          event.preventDefault();
          void move();
        }}
      >
        <div class="clock-spans">
          {SPANS.map(([title, seconds]) => (
            <Button key={title} disabled={isMoving.value} onClick={() => jump(seconds)}>
              {`+${title}`}
            </Button>
          ))}
        </div>
        <TextField
          label="Another span"
          placeholder="3 h 20 min, or a date"
          value={custom.value}
          error={isWrong ? "Write a span as 45 s, 3 h 20 min or 2 d, or a later date as 2026-12-24T18:00Z." : undefined}
          onText={(text) => {
            custom.value = text;
          }}
        />
        <button type="submit" class="button primary" disabled={span === undefined || isMoving.value}>
          {isMoving.value ? "Moving…" : "Jump"}
        </button>
      </form>
    </section>
  );
}

function offsetText(aheadMs: number): string {
  if (isEnginePaused.value) return "Engine time stands still";
  if (Math.abs(aheadMs) < 1000) return "Engine time is the machine's";
  return `Engine time is ${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"} the machine's`;
}
