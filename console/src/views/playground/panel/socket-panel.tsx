import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Badge, type Tone } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { visible } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import { Failure } from "../../../ui/messages.tsx";
import { Composer } from "../messages/composer.tsx";
import type { Explanation } from "../session/journal-facts.ts";
import type { Session, SessionState } from "../session/session.ts";
import { CloseDialog } from "./close-dialog.tsx";
import { Conversation } from "./conversation.tsx";
import { HandshakeForm } from "./handshake-form.tsx";
import { LinesDialog } from "./lines-dialog.tsx";

const TONES: Readonly<Record<SessionState, Tone>> = {
  idle: "plain",
  opening: "accent",
  open: "good",
  closing: "warn",
  closed: "plain",
  refused: "bad",
};

interface SocketPanelOptions {
  readonly session: Session;
  readonly title: string;
  /** A message to begin with. */
  readonly message: string | null;
  /** Undefined for the only one. */
  readonly onRemove?: () => void;
}

/** One socket: its handshake, its conversation and the next message. */
export function SocketPanel({ session, title, message, onRemove }: SocketPanelOptions) {
  const isFolded = useSignal(false);
  const dialog = useSignal<"lines" | "close" | undefined>(undefined);
  const text = useSignal("");
  const state = session.state.value;
  useEffect(() => {
    // There is little room beside other sockets, or on a phone: what was settled makes way.
    isFolded.value = state === "open";
  }, [state === "open"]);
  const show = (which: "lines" | "close" | undefined) => () => {
    dialog.value = which;
  };
  return (
    <section class="socket" aria-label={title}>
      <header class="socket-head">
        <h2>{title}</h2>
        <span role="status" class="socket-state">
          <Badge tone={TONES[state]}>{state}</Badge>
        </span>
        <ConnectionLink session={session} />
        <span class="space" />
        <Button icon="copy" look="quiet" aria-label={`Lines to copy for ${title}`} onClick={show("lines")} />
        <OpenSocketActions session={session} onClose={show("close")} />
        {onRemove && <Button icon="close" look="quiet" aria-label={`Remove ${title}`} onClick={onRemove} />}
      </header>
      <RefusalNote session={session} />
      <div class={isFolded.value ? "socket-body folded" : "socket-body"}>
        <Button
          class="fold"
          look="quiet"
          icon={isFolded.value ? "right" : "open"}
          aria-expanded={!isFolded.value}
          onClick={() => {
            isFolded.value = !isFolded.value;
          }}
        >
          Handshake
        </Button>
        <HandshakeForm session={session} />
        <div class="talk">
          <Conversation session={session} />
          <Composer session={session} text={text} message={message} />
        </div>
      </div>
      {dialog.value === "lines" && <LinesDialog session={session} message={text.value} onClose={show(undefined)} />}
      {dialog.value === "close" && <CloseDialog session={session} onClose={show(undefined)} />}
    </section>
  );
}

function ConnectionLink({ session }: { readonly session: Session }) {
  const id = session.connectionId.value;
  if (id === undefined) return null;
  return (
    <a class="mono ellipsis" href={href("connections", id)} title="All about this connection">
      {id}
    </a>
  );
}

function RefusalNote({ session }: { readonly session: Session }) {
  const refusal = session.refusal.value;
  if (!refusal) return null;
  return (
    <Failure message={refusal.sentence}>
      {refusal.body !== undefined && <pre class="refusal-body">{visible(refusal.body)}</pre>}
      {refusal.explanation && (
        <p>
          <a href={placeOfTrace(refusal.explanation)}>See all its steps in Traces</a>
        </p>
      )}
    </Failure>
  );
}

const placeOfTrace = ({ traceId }: Explanation) => (traceId === undefined ? href("traces") : href("traces", traceId));

function OpenSocketActions({ session, onClose }: { readonly session: Session; readonly onClose: () => void }) {
  if (session.state.value !== "open") return null;
  const isEngines = session.isEngines.value;
  const title = isEngines ? undefined : "A browser cannot send pings. Have the engine open the socket.";
  return (
    <>
      <Button look="quiet" disabled={!isEngines} title={title} onClick={() => session.ping()}>
        Ping
      </Button>
      <Button onClick={onClose}>Close…</Button>
    </>
  );
}
