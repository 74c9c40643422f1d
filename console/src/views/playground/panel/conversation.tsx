import { useSignal } from "@preact/signals";
import { Button } from "../../../ui/controls/button.tsx";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { formatBytes, formatCount, formatTime, visible } from "../../../ui/format.ts";
import { Icon, type IconName } from "../../../ui/icon.tsx";
import { JsonView } from "../../../ui/json-view.tsx";
import { VirtualRows } from "../../../ui/layout/virtual-rows.tsx";
import { Empty } from "../../../ui/messages.tsx";
import { type Payload, toHex } from "../messages/payload.ts";
import type { Line, Session } from "../session/session.ts";

const ROW_PX = 28;

const ICONS: Readonly<Record<Line["kind"], IconName>> = { in: "down", out: "up", note: "more", bad: "warning" };
const WORDS: Readonly<Record<Line["kind"], string>> = { in: "Received", out: "Sent", note: "", bad: "" };

/** All that was said on a socket, and one line of it in full. */
export function Conversation({ session }: { readonly session: Session }) {
  const selected = useSignal<number | undefined>(undefined);
  const lines = session.lines.value;
  const line = lines.find(({ id }) => id === selected.value);
  return (
    <div class="conversation">
      {lines.length === 0 ? (
        <Empty title="Nothing was said yet" icon="playground">
          <p>Open the socket, then send a message.</p>
        </Empty>
      ) : (
        <VirtualRows
          label="Conversation"
          rows={lines}
          rowHeightPx={ROW_PX}
          keyOf={({ id }) => id}
          selectedKey={selected.value}
          followsEnd
          rowClass={({ kind }) => `line ${kind}`}
          onSelect={({ id }) => {
            selected.value = id;
          }}
          render={(each) => <LineRow line={each} />}
        />
      )}
      {session.forgotten.value > 0 && (
        <p class="talk-note">{`${formatCount(session.forgotten.value)} older lines were let go.`}</p>
      )}
      {line && (
        <LineDetail
          line={line}
          onClose={() => {
            selected.value = undefined;
          }}
        />
      )}
    </div>
  );
}

/** More of a line than can be seen in a row. */
const LONGEST_ROW = 300;

const shown = (content: Payload) =>
  typeof content === "string" ? visible(content.slice(0, LONGEST_ROW)) : toHex(content.subarray(0, LONGEST_ROW / 3));

function LineRow({ line: { kind, at, content, bytes } }: { readonly line: Line }) {
  return (
    <>
      <Icon name={ICONS[kind]} />
      {WORDS[kind] !== "" && <span class="sr-only">{WORDS[kind]}</span>}
      <code class="line-text ellipsis">{shown(content)}</code>
      {bytes !== undefined && <span class="line-bytes number">{formatBytes(bytes)}</span>}
      <time class="line-time number">{formatTime(at)}</time>
    </>
  );
}

function LineDetail({ line: { kind, content, at }, onClose }: { readonly line: Line; readonly onClose: () => void }) {
  const text = typeof content === "string" ? content : toHex(content);
  const value = typeof content === "string" ? parse(content) : undefined;
  return (
    <section class="line-detail" aria-label="The line in full" onKeyDown={({ key }) => key === "Escape" && onClose()}>
      <header>
        <h3>{`${WORDS[kind] || "Note"} at ${formatTime(at)}`}</h3>
        {value === undefined && <CopyButton text={text} label="Copy the line" />}
        <Button icon="close" look="quiet" aria-label="Close the line" onClick={onClose} />
      </header>
      {value === undefined ? <pre>{visible(text)}</pre> : <JsonView value={value} label="message" />}
    </section>
  );
}

/** Returns what JSON holds; undefined for a text that is none, or is of one word. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
