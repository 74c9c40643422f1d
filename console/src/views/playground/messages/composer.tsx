import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../../ui/controls/button.tsx";
import { TextField } from "../../../ui/controls/field.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { apiOf } from "../handshake/api-of.ts";
import type { Session } from "../session/session.ts";
import { documentTemplates, readDocument } from "./document.ts";
import { forgetMessage, history, remember, savedMessages, saveMessage, type TypedMessage } from "./kept-messages.ts";
import { encode, FORMATS, type Format, sizeOf } from "./payload.ts";
import { differences } from "./schema.ts";
import { type MessageTemplate, routeTemplates, withoutBareRoutes } from "./templates.ts";

interface ComposerOptions {
  readonly session: Session;
  readonly text: Signal<string>;
  /** A message to begin with. */
  readonly message: string | null;
}

/** The next message: raw, of a template, saved or sent before. */
export function Composer({ session, text, message }: ComposerOptions) {
  const format = useSignal<Format>("json");
  const template = useSignal<MessageTemplate | undefined>(undefined);
  useEffect(() => void readDocument(), []);
  useEffect(() => {
    if (message !== null) text.value = message;
  }, [message]);
  const templates = templatesFor(session);
  useEffect(() => {
    const isLeft = text.value === template.value?.text && templates.every(({ text: own }) => own !== text.value);
    // A bare route is what there is until the document with its message has come.
    if ((text.value === "" || isLeft) && templates[0]) take(templates[0]);
  }, [templates[0]?.text]);
  const take = (chosen: MessageTemplate) => {
    template.value = chosen;
    text.value = chosen.text;
    format.value = "json";
  };
  const fill = (typed: TypedMessage) => {
    template.value = undefined;
    text.value = typed.text;
    format.value = typed.format;
  };
  const encoded = encode(text.value, format.value);
  const mistake = "mistake" in encoded ? encoded.mistake : undefined;
  const canSend = session.state.value === "open" && mistake === undefined;
  const send = () => {
    if (!canSend || !("payload" in encoded)) return;
    session.send(encoded.payload);
    remember({ text: text.value, format: format.value });
  };
  return (
    <div class="composer">
      <div class="composer-head">
        <TemplateChoice templates={templates} chosen={template.value} onTemplate={take} onTyped={fill} />
        <select
          aria-label="Format of the message"
          value={format.value}
          onChange={({ currentTarget }) => {
            format.value = FORMATS.find(([id]) => id === currentTarget.value)?.[0] ?? "json";
          }}
        >
          {FORMATS.map(([id, title]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        <Saving text={text.value} format={format.value} />
      </div>
      <textarea
        aria-label="Message"
        rows={5}
        spellcheck={false}
        placeholder="A message"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="composer-foot">
        <p class="field-note" role="status">
          {mistake ??
            (format.value === "json" ? helpOf(text.value, template.value) : undefined) ??
            ("payload" in encoded ? formatBytes(sizeOf(encoded.payload)) : "")}
        </p>
        <span class="quiet-text composer-keys">Ctrl Enter</span>
        <Button look="primary" icon="send" disabled={!canSend} onClick={send}>
          Send
        </Button>
      </div>
    </div>
  );
}

function templatesFor(session: Session): readonly MessageTemplate[] {
  const api = apiOf(session.draft.value);
  return api ? withoutBareRoutes(documentTemplates.value, routeTemplates(api)) : [];
}

/** The first difference between a message and the schema of its template. */
function helpOf(text: string, template: MessageTemplate | undefined): string | undefined {
  if (!template?.schema) return undefined;
  const [first, ...others] = differences(JSON.parse(text), template.schema, template.document ?? template.schema);
  return first && `${template.title}: ${first}${others.length > 0 ? ` (and ${others.length} more)` : ""}`;
}

interface TemplateChoiceOptions {
  readonly templates: readonly MessageTemplate[];
  readonly chosen: MessageTemplate | undefined;
  readonly onTemplate: (template: MessageTemplate) => void;
  readonly onTyped: (typed: TypedMessage) => void;
}

/** Templates, saved messages and the newest of those that were sent. */
function TemplateChoice({ templates, chosen, onTemplate, onTyped }: TemplateChoiceOptions) {
  const at = templates.findIndex(({ title }) => title === chosen?.title);
  const choose = (value: string) => {
    const [list, index] = value.split(" ");
    const template = list === "template" ? templates[Number(index)] : undefined;
    const typed = { saved: savedMessages.value, sent: history.value }[list ?? ""]?.[Number(index)];
    if (template) onTemplate(template);
    else if (typed) onTyped(typed);
  };
  return (
    <select
      aria-label="Begin with a template, a saved message or one that was sent"
      class="templates"
      value={at < 0 ? "" : `template ${at}`}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      <option value="">Begin with…</option>
      <Choices title="Messages of the API" list="template" names={templates.map(({ title }) => title)} />
      <Choices title="Saved" list="saved" names={savedMessages.value.map(({ name }) => name)} />
      <Choices
        title="Sent"
        list="sent"
        names={history.value.map(({ text }) => text.replace(/\s+/g, " ").slice(0, 60))}
      />
    </select>
  );
}

function Choices({
  title,
  list,
  names,
}: {
  readonly title: string;
  readonly list: string;
  readonly names: readonly string[];
}) {
  if (names.length === 0) return null;
  return (
    <optgroup label={title}>
      {names.map((name, index) => (
        <option key={index} value={`${list} ${index}`}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

/** Saves the message under a name, or forgets the one that it is. */
function Saving({ text, format }: TypedMessage) {
  const name = useSignal<string | undefined>(undefined);
  const saved = savedMessages.value.find((message) => message.text === text && message.format === format);
  const save = () => {
    const chosen = name.value?.trim();
    if (chosen) saveMessage({ name: chosen, text, format });
    name.value = undefined;
  };
  if (saved)
    return (
      <Button icon="trash" look="quiet" aria-label={`Forget ${saved.name}`} onClick={() => forgetMessage(saved.name)} />
    );
  if (name.value === undefined)
    return (
      <Button
        icon="star"
        look="quiet"
        aria-label="Save the message"
        disabled={text.trim() === ""}
        onClick={() => {
          name.value = "";
        }}
      />
    );
  return (
    <div class="naming">
      <TextField
        label="Save as"
        value={name.value}
        onKeyDown={(event) => event.key === "Enter" && save()}
        onText={(typed) => {
          name.value = typed;
        }}
      />
      <Button onClick={save}>Save</Button>
    </div>
  );
}
