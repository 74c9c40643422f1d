import { engineSecond } from "../../../engine/clock.ts";
import { Badge } from "../../../ui/badge.tsx";
import { formatDateTime, visible } from "../../../ui/format.ts";
import { Until } from "../shared/times.tsx";
import { type AttributeValue, typeOf, typeTitle, valueText } from "./attribute-values.ts";
import { expiryOf } from "./time-to-live.ts";

/** Characters of a value in a cell. */
const LONGEST_TEXT = 120;

/** A value in a cell, its type in its colour and its title. */
export function Cell({ value }: { readonly value: AttributeValue | undefined }) {
  if (!value) return <span class="quiet-text">–</span>;
  const text = visible(valueText(value));
  return (
    <span class={`data-value ${typeOf(value)}`} title={`${typeTitle(value)}${text.length > 40 ? `: ${text}` : ""}`}>
      {text.slice(0, LONGEST_TEXT) || "(empty)"}
    </span>
  );
}

/** A time to live, as a span of engine time. */
export function ExpiryCell({ value }: { readonly value: AttributeValue | undefined }) {
  if (!value) return <span class="quiet-text">never</span>;
  const expiry = expiryOf(value, engineSecond());
  if (expiry.kind === "never")
    return (
      <span class="bad" title={`${valueText(value)} ${expiry.why}`}>
        {`${visible(valueText(value))} ${expiry.why}`}
      </span>
    );
  const title = `${valueText(value)}: ${formatDateTime(expiry.at)} UTC`;
  return (
    <span title={title}>
      {expiry.leftMs <= 0 && <Badge tone="bad">expired</Badge>} <Until at={expiry.at} />
    </span>
  );
}
