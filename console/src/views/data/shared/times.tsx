import { engineSecond } from "../../../engine/clock.ts";
import { formatDateTime, formatDuration } from "../../../ui/format.ts";

const SECOND_MS = 1000;

/** Whole seconds: what changes each second shows no tenths. */
const span = (ms: number) => {
  const seconds = Math.floor(ms / SECOND_MS);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * SECOND_MS);
};

/** Spans that are longer are no help: the day is. */
const LONGEST_SPAN_MS = 365 * 24 * 60 * 60 * SECOND_MS;

const title = (at: number) => `${formatDateTime(at)} UTC, engine time`;

/** The time since something, in engine time. */
export function Since({ at }: { readonly at: number }) {
  const ms = engineSecond() - at;
  return <time title={title(at)}>{ms < SECOND_MS ? "now" : `${span(ms)} ago`}</time>;
}

/** The time until something, in engine time, or since it. */
export function Until({ at }: { readonly at: number }) {
  const ms = at - engineSecond();
  if (Math.abs(ms) > LONGEST_SPAN_MS) return <time title={title(at)}>{`on ${formatDateTime(at).slice(0, 10)}`}</time>;
  if (ms <= 0 && ms > -SECOND_MS) return <time title={title(at)}>now</time>;
  return <time title={title(at)}>{ms >= 0 ? `in ${span(ms)}` : `${span(-ms)} ago`}</time>;
}

/** A moment of engine time, and how far away it is. */
export function Moment({ at }: { readonly at: number }) {
  return (
    <>
      {`${formatDateTime(at)} UTC · `}
      <Until at={at} />
    </>
  );
}
