import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { entries, onEntries } from "../../engine/journal/journal.ts";
import { type Happening, type Jump, jumpsIn } from "../../model/time/jump.ts";
import { formatCount, formatDateTime, formatDuration, formatTime } from "../../ui/format.ts";
import { href } from "../../ui/links.ts";

const MOST_JUMPS = 20;

/** Waits after a jump: the work that it has set off ends in real time. */
const AFTERMATH_MS = [300, 1_000, 3_000];

/** Jumps and pauses of time, and what each made happen. */
export function JumpLog() {
  const jumps = useSignal<readonly Jump[]>([]);
  useEffect(() => {
    const read = () => {
      jumps.value = jumpsIn(entries(), MOST_JUMPS);
    };
    return onEntries((batch, isAnew) => {
      const hasJump = batch.some(({ service, type }) => service === "engine" && type === "clock");
      if (!isAnew && !hasJump) return;
      read();
      for (const delayMs of AFTERMATH_MS) setTimeout(read, delayMs);
    });
  }, []);
  return (
    <section class="card" aria-labelledby="jump-log">
      <h2 id="jump-log">What jumps made happen</h2>
      {jumps.value.length === 0 ? (
        <p class="quiet-text">Time has not been moved yet. What falls due on the way of a jump will be listed here.</p>
      ) : (
        <ol class="jumps">
          {jumps.value.map((each) => (
            <JumpItem key={each.seq} jump={each} />
          ))}
        </ol>
      )}
    </section>
  );
}

function JumpItem({ jump }: { readonly jump: Jump }) {
  return (
    <li>
      <p>
        <strong>{titleOf(jump)}</strong> <span class="quiet-text">{`${formatDateTime(jump.at)} UTC`}</span>
      </p>
      {jump.advancedMs !== undefined && jump.happened.length === 0 && (
        <p class="quiet-text">Nothing that is watched fell due.</p>
      )}
      {jump.happened.length > 0 && (
        <ul>
          {jump.happened.map((happening) => (
            <li key={happening.text} class={happening.isBad ? "bad" : ""}>
              {`${formatCount(happening.count)} ${happening.text}`}
              <span class="quiet-text">{lastOf(happening)}</span>
            </li>
          ))}
        </ul>
      )}
      {jump.happened.length > 0 && <a href={href("traces")}>See the traces</a>}
    </li>
  );
}

function titleOf({ advancedMs, paused }: Jump): string {
  if (paused !== undefined) return paused ? "Time stood still" : "Time went on";
  return `+${formatDuration(advancedMs ?? 0)}`;
}

const lastOf = ({ count, last }: Happening) => ` ${count === 1 ? "at" : "last at"} ${formatTime(last.at).slice(0, 8)}`;
