import { health } from "../../../engine/health.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { SelectField, TextField } from "../../../ui/controls/field.tsx";
import { apiOf } from "../handshake/api-of.ts";
import { type Draft, mistakesIn } from "../handshake/draft.ts";
import type { Session, SessionState } from "../session/session.ts";
import { changeDraft } from "../session/sessions.ts";
import { TokenBox } from "../tokens/token-box.tsx";
import { Pairs } from "./pairs.tsx";

const OPENERS = [
  ["browser", "This browser"],
  ["engine", "The engine: headers, pings"],
] as const;

const HINTS: Readonly<Record<Draft["opener"], string>> = {
  browser: "As a page does. It sends no headers of its own and no pings.",
  engine: "As a program does, to an API of this engine.",
};

/** Words on the button, where it is not to open the first time. */
const VERBS: Readonly<Partial<Record<SessionState, string>>> = {
  opening: "Opening…",
  closed: "Open again",
  refused: "Open again",
};

/** The handshake, and the button that begins it. */
export function HandshakeForm({ session }: { readonly session: Session }) {
  const draft = session.draft.value;
  const mistakes = mistakesIn(draft);
  const change = (part: Partial<Draft>) => changeDraft(session, part);
  const isBusy = /^(open|opening|closing)$/.test(session.state.value);
  return (
    <form
      class="handshake"
      aria-label="Handshake"
      onSubmit={(event) => {
        event.preventDefault();
        session.open();
      }}
    >
      <TextField
        label="Address"
        isCode
        value={draft.url}
        error={draft.url === "" ? undefined : mistakes.url}
        suggestions={health.value?.webSockets.map(({ url }) => url) ?? []}
        onText={(url) => change({ url })}
      />
      <TokenBox draft={draft} api={apiOf(draft)} onDraft={change} />
      <Pairs title="Query" one="query parameter" pairs={draft.query} onChange={(query) => change({ query })} />
      <TextField
        label="Subprotocols"
        isCode
        placeholder="chat, TOKEN"
        value={draft.subprotocols}
        error={mistakes.subprotocols}
        onText={(subprotocols) => change({ subprotocols })}
      />
      <SelectField
        label="Opened by"
        hint={HINTS[draft.opener]}
        value={draft.opener}
        options={OPENERS}
        onText={(opener) => change({ opener: opener === "engine" ? "engine" : "browser" })}
      />
      {draft.opener === "engine" && (
        <Pairs
          title="Headers"
          one="header"
          pairs={draft.headers}
          error={mistakes.headers}
          onChange={(headers) => change({ headers })}
        />
      )}
      <div class="handshake-actions">
        <Button type="submit" look="primary" disabled={isBusy || Object.keys(mistakes).length > 0}>
          {VERBS[session.state.value] ?? "Open"}
        </Button>
      </div>
    </form>
  );
}
