import { useSignal } from "@preact/signals";
import type { StackQueue } from "../../../engine/stack-parts.ts";
import { idOf } from "../../../model/data/resources.ts";
import { TextField } from "../../../ui/controls/field.tsx";
import { AttributeRows } from "../shared/attribute-rows.tsx";
import { Confirm } from "../shared/confirm.tsx";
import { TextArea } from "../shared/text-area.tsx";
import { type MessageForm, send } from "./calls.ts";

interface SendMessageOptions {
  readonly queue: StackQueue;
  readonly onSent: (messageId: string) => void;
  readonly onClose: () => void;
}

const EMPTY: MessageForm = { body: "{}", delaySeconds: "", groupId: "", deduplicationId: "", attributes: [] };

/** Sends a message to a queue. */
export function SendMessage({ queue, onSent, onClose }: SendMessageOptions) {
  const form = useSignal(EMPTY);
  const change = (part: Partial<MessageForm>) => {
    form.value = { ...form.value, ...part };
  };
  const { body, delaySeconds, groupId, deduplicationId, attributes } = form.value;
  return (
    <Confirm
      title={`Send a message to ${idOf(queue)}`}
      action="Send"
      onConfirm={async () => onSent(await send(queue, form.value))}
      onClose={onClose}
    >
      <TextArea label="Body" value={body} rows={8} onText={(text) => change({ body: text })} />
      {queue.fifo ? (
        <>
          <TextField label="Message group" value={groupId} isCode onText={(text) => change({ groupId: text })} />
          <TextField
            label="Deduplication id"
            hint="Not needed where the queue deduplicates by content."
            value={deduplicationId}
            isCode
            onText={(text) => change({ deduplicationId: text })}
          />
        </>
      ) : (
        <TextField
          label="Delay in seconds"
          hint="Empty: as the queue says."
          inputMode="numeric"
          value={delaySeconds}
          onText={(text) => change({ delaySeconds: text })}
        />
      )}
      <AttributeRows rows={attributes} onRows={(rows) => change({ attributes: rows })} />
    </Confirm>
  );
}
