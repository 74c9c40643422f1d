import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { CopyButton } from "./controls/copy-button.tsx";
import { visible } from "./format.ts";

/** Members of one object or list that are drawn; the others are drawn on demand. */
const DRAWN_MEMBERS = 100;

const OPEN_DEPTH = 2;

interface JsonViewOptions {
  readonly value: unknown;
  readonly label: string;
  /** Levels that are unfolded from the start. */
  readonly openDepth?: number;
}

/** A value as a tree that unfolds, and a button that copies it whole. */
export function JsonView({ value, label, openDepth = OPEN_DEPTH }: JsonViewOptions) {
  return (
    <section class="json" aria-label={label}>
      <div class="json-copy">
        <CopyButton text={() => JSON.stringify(value, null, 2) ?? "undefined"} label={`Copy ${label}`} />
      </div>
      <Node value={value} unfolded={openDepth} />
    </section>
  );
}

interface NodeOptions {
  readonly name?: string;
  readonly value: unknown;
  /** Levels from here on that are unfolded. */
  readonly unfolded: number;
}

function Node({ name, value, unfolded }: NodeOptions) {
  const isOpen = useSignal(unfolded > 0);
  const drawn = useSignal(DRAWN_MEMBERS);
  const key = name !== undefined && <span class="json-key">{visible(name)}: </span>;
  if (typeof value !== "object" || value === null)
    return (
      <div class="json-line">
        {key}
        <Leaf value={value} />
      </div>
    );
  const members = Object.entries(value);
  const [begin, end] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (members.length === 0)
    return (
      <div class="json-line">
        {key}
        {begin + end}
      </div>
    );
  return (
    <div class="json-node">
      <button
        type="button"
        class="json-line json-toggle"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {key}
        {begin}
        {!isOpen.value && <span class="json-fold">{` ${members.length} ${end}`}</span>}
      </button>
      {isOpen.value && (
        <div class="json-members">
          {members.slice(0, drawn.value).map(([each, member]) => (
            <Node key={each} name={each} value={member} unfolded={unfolded - 1} />
          ))}
          {members.length > drawn.value && (
            <More rest={members.length - drawn.value} onMore={() => (drawn.value *= 10)} />
          )}
        </div>
      )}
      {isOpen.value && <div class="json-line">{end}</div>}
    </div>
  );
}

function More({ rest, onMore }: { readonly rest: number; readonly onMore: () => void }) {
  return (
    <button type="button" class="json-line json-toggle json-fold" onClick={onMore}>
      {`${rest} more`}
    </button>
  );
}

function Leaf({ value }: { readonly value: unknown }): ComponentChildren {
  const kind = value === null ? "null" : typeof value;
  const text = typeof value === "string" ? JSON.stringify(visible(value)) : String(value);
  return <span class={`json-${kind}`}>{text}</span>;
}
