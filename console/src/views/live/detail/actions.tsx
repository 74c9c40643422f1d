import { useSignal } from "@preact/signals";
import { control } from "../../../engine/control.ts";
import { closeMeaning, OFFERED_CODES } from "../../../model/connections/close-codes.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { SelectField, TextField } from "../../../ui/controls/field.tsx";
import { messageOf } from "../../../ui/format.ts";
import { Dialog } from "../../../ui/layout/dialog.tsx";

interface ActionsOptions {
  readonly id: string;
  /** Leads to where a message can be written. */
  readonly onSend: () => void;
}

/** Actions on an open connection. One that ends it asks first. */
export function Actions({ id, onSend }: ActionsOptions) {
  const asked = useSignal<"close" | "drop" | undefined>(undefined);
  const done = () => {
    asked.value = undefined;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend
    <div class="live-actions" role="group" aria-label="Actions">
      <Button icon="send" onClick={onSend}>
        Send
      </Button>
      <Button icon="close" onClick={() => (asked.value = "close")}>
        Close …
      </Button>
      <Button icon="warning" onClick={() => (asked.value = "drop")}>
        Drop TCP …
      </Button>
      {asked.value === "close" && <CloseDialog id={id} onDone={done} />}
      {asked.value === "drop" && <DropDialog id={id} onDone={done} />}
    </div>
  );
}

interface AskOptions {
  readonly id: string;
  readonly onDone: () => void;
}

const pathOf = (id: string) => `connections/${encodeURIComponent(id)}`;

const OTHER = "other";

const CODES: readonly (readonly [string, string])[] = [
  ...OFFERED_CODES.map((code) => [String(code), `${code}: ${closeMeaning(code)}`] as const),
  [OTHER, "Another code …"],
];

function CloseDialog({ id, onDone }: AskOptions) {
  const choice = useSignal("1000");
  const other = useSignal("4001");
  const reason = useSignal("");
  const failure = useSignal<string | undefined>(undefined);
  const code = choice.value === OTHER ? other.value : choice.value;
  const close = async () => {
    const query = new URLSearchParams({ code, ...(reason.value !== "" && { reason: reason.value }) });
    failure.value = await failureOf(control.delete(`${pathOf(id)}?${query}`));
    if (failure.value === undefined) onDone();
  };
  return (
    <Dialog
      title="Close this connection?"
      onClose={onDone}
      actions={
        <>
          <Button onClick={onDone}>Keep it</Button>
          <Button look="danger" onClick={close}>
            {`Close with ${code}`}
          </Button>
        </>
      }
    >
      <div class="live-form">
        <p>The client gets a close frame, and $disconnect runs.</p>
        <SelectField label="Code" value={choice.value} options={CODES} onText={(text) => (choice.value = text)} />
        {choice.value === OTHER && (
          <TextField label="Code of your own" value={other.value} isCode onText={(text) => (other.value = text)} />
        )}
        <TextField
          label="Reason"
          hint="What the client is told, 123 bytes at most. It may stay empty."
          value={reason.value}
          onText={(text) => (reason.value = text)}
        />
        <Refused message={failure.value} />
      </div>
    </Dialog>
  );
}

function DropDialog({ id, onDone }: AskOptions) {
  const failure = useSignal<string | undefined>(undefined);
  const drop = async () => {
    failure.value = await failureOf(control.post(`${pathOf(id)}/drop`));
    if (failure.value === undefined) onDone();
  };
  return (
    <Dialog
      title="Drop its TCP connection?"
      onClose={onDone}
      actions={
        <>
          <Button onClick={onDone}>Keep it</Button>
          <Button look="danger" onClick={drop}>
            Drop it
          </Button>
        </>
      }
    >
      <p>
        The client gets no close frame, as when a network is lost: it sees 1006. $disconnect runs with 1006 as well.
      </p>
      <Refused message={failure.value} />
    </Dialog>
  );
}

/** Says why the engine did not do it. */
function Refused({ message }: { readonly message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <p class="bad" role="alert">
      {message}
    </p>
  );
}

async function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
