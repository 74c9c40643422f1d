import { Button } from "../../../ui/controls/button.tsx";
import { formatBytes, formatCount, visible } from "../../../ui/format.ts";
import { Since, Until } from "../shared/times.tsx";
import type { QueuedMessage } from "./calls.ts";
import { excerptOf } from "./excerpt.ts";
import { MessageState } from "./message.tsx";
import { idOfName } from "./names.ts";

/** Characters of a body in a row. */
const EXCERPT_LENGTH = 300;

interface MessageTableOptions {
  readonly messages: readonly QueuedMessage[];
  readonly selectedId: string | undefined;
  /** Shows the queue from which each came. */
  readonly hasSources: boolean;
  readonly onSelect: (message: QueuedMessage) => void;
  /** Sends a dead letter again; undefined where messages are none. */
  readonly onSendAgain: ((message: QueuedMessage) => void) | undefined;
}

/** A row for each message of a queue. */
export function MessageTable({ messages, onSendAgain, hasSources, ...rest }: MessageTableOptions) {
  return (
    <table class="data-table">
      <thead>
        <tr>
          <th scope="col">Message</th>
          <th scope="col">State</th>
          {hasSources && (
            <th scope="col" class="data-extra">
              Came from
            </th>
          )}
          <th scope="col" class="number data-extra">
            Received
          </th>
          <th scope="col" class="data-extra">
            Sent
          </th>
          {onSendAgain && (
            <th scope="col" class="data-act">
              <span class="sr-only">Send again</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <Row key={message.messageId} {...rest} message={message} hasSources={hasSources} onSendAgain={onSendAgain} />
        ))}
      </tbody>
    </table>
  );
}

type RowOptions = Omit<MessageTableOptions, "messages"> & { readonly message: QueuedMessage };

function Row({ message, selectedId, hasSources, onSelect, onSendAgain }: RowOptions) {
  const { messageId, body, bytes, state, deadLetterSource, receiveCount, sentAt, visibleAt } = message;
  const isSelected = messageId === selectedId;
  const isWaiting = state === "in-flight" || state === "delayed";
  return (
    <tr class={isSelected ? "selected" : ""}>
      <td class="data-wide">
        <button
          type="button"
          class="data-row-button mono"
          {...(isSelected && { "aria-current": "true" })}
          onClick={() => onSelect(message)}
        >
          {body === undefined
            ? `${messageId} · ${formatBytes(bytes)}`
            : visible(excerptOf(body).slice(0, EXCERPT_LENGTH)) || "(empty)"}
        </button>
      </td>
      <td>
        <MessageState state={state} />
        {isWaiting && (
          <small class="quiet-text">
            {" visible "}
            <Until at={visibleAt} />
          </small>
        )}
      </td>
      {hasSources && <td class="data-extra">{deadLetterSource ? idOfName(deadLetterSource) : "sent here directly"}</td>}
      <td class="number data-extra">{`${formatCount(receiveCount)} ×`}</td>
      <td class="data-extra">
        <Since at={sentAt} />
      </td>
      {onSendAgain && (
        <td class="data-act">
          {deadLetterSource !== undefined && (
            <Button
              icon="send"
              disabled={state === "in-flight"}
              aria-label={`Send again: ${messageId}`}
              onClick={() => onSendAgain(message)}
            >
              Send again
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}
