import { useSignal } from "@preact/signals";
import { control } from "../../../engine/control.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { SelectField } from "../../../ui/controls/field.tsx";
import { formatBytes, messageOf } from "../../../ui/format.ts";

type Form = "text" | "base64";

const FORMS: readonly (readonly [Form, string])[] = [
  ["text", "Text"],
  ["base64", "Base64"],
];

const isForm = (text: string): text is Form => FORMS.some(([form]) => form === text);

/** Sends a message to the client, as a backend does by `@connections`. */
export function Composer({ id }: { readonly id: string }) {
  const form = useSignal<Form>("text");
  const text = useSignal("");
  const outcome = useSignal<{ readonly isBad: boolean; readonly words: string } | undefined>(undefined);
  const send = async () => {
    try {
      await control.post(`connections/${encodeURIComponent(id)}/messages`, { [form.value]: text.value });
      outcome.value = { isBad: false, words: `Sent ${formatBytes(new TextEncoder().encode(text.value).length)}.` };
    } catch (error) {
      outcome.value = { isBad: true, words: messageOf(error) };
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  return (
    <div class="live-composer">
      <textarea
        rows={3}
        aria-label="Message to the client"
        placeholder="Message to the client, as a backend sends it by @connections"
        value={text.value}
        spellcheck={false}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="live-composer-foot">
        <SelectField
          label="Form"
          value={form.value}
          options={FORMS}
          onText={(value) => {
            if (isForm(value)) form.value = value;
          }}
        />
        <span class={outcome.value?.isBad ? "bad" : "quiet-text"} role="status">
          {outcome.value?.words ?? "Ctrl Enter sends"}
        </span>
        <Button icon="send" look="primary" onClick={send}>
          Send
        </Button>
      </div>
    </div>
  );
}
