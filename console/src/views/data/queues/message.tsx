import { useSignal } from "@preact/signals";
import { Badge, type Tone } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { formatCount } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import { Body } from "../shared/body.tsx";
import { Confirm } from "../shared/confirm.tsx";
import { NoPayloads } from "../shared/no-payloads.tsx";
import { Moment } from "../shared/times.tsx";
import type { QueuedMessage } from "./calls.ts";
import { idOfName } from "./names.ts";

const STATES: Readonly<Record<QueuedMessage["state"], readonly [Tone, string]>> = {
  visible: ["plain", "visible"],
  "in-flight": ["accent", "in flight"],
  delayed: ["warn", "delayed"],
  blocked: ["warn", "blocked"],
};

export function MessageState({ state }: Pick<QueuedMessage, "state">) {
  const [tone, word] = STATES[state];
  return <Badge tone={tone}>{word}</Badge>;
}

interface MessageOptions {
  readonly message: QueuedMessage;
  readonly onSendAgain: (() => void) | undefined;
  readonly onDelete: () => Promise<unknown>;
}

/** All about one message. */
export function MessageDetail({ message, onSendAgain, onDelete }: MessageOptions) {
  const isAsked = useSignal(false);
  const { messageId, body } = message;
  const isInFlight = message.state === "in-flight";
  return (
    <div class="data-detail">
      <div class="data-title">
        <h3>Message</h3>
        <MessageState state={message.state} />
      </div>
      <div class="data-actions">
        {onSendAgain && (
          <Button look="primary" icon="send" disabled={isInFlight} onClick={onSendAgain}>
            Send again
          </Button>
        )}
        <Button look="danger" icon="trash" onClick={() => (isAsked.value = true)}>
          Delete
        </Button>
        {body !== undefined && (
          <CopyButton text={body} label="Copy body">
            Copy body
          </CopyButton>
        )}
        {message.traceId && <a href={href("traces", message.traceId)}>Its trace</a>}
      </div>
      {body === undefined ? <NoPayloads /> : <Held body={body} attributes={message.attributes ?? {}} />}
      <h3>Delivery</h3>
      <Facts facts={deliveryFacts(message)} />
      {isAsked.value && (
        <Confirm
          title="Delete this message?"
          action="Delete"
          isDangerous
          onConfirm={onDelete}
          onClose={() => (isAsked.value = false)}
        >
          <p>{`Nobody will receive ${messageId} any more. It cannot be brought back.`}</p>
        </Confirm>
      )}
    </div>
  );
}

/** Body and attributes, as the sender wrote them. */
function Held({ body, attributes }: Required<Pick<QueuedMessage, "body" | "attributes">>) {
  return (
    <>
      <h3>Body</h3>
      <Body text={body} label="Body" />
      <h3>Attributes</h3>
      {Object.keys(attributes).length === 0 ? (
        <p class="quiet-text">The sender gave none.</p>
      ) : (
        <Facts
          facts={Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
            name,
            `${StringValue ?? "(binary)"} · ${DataType}`,
          ])}
        />
      )}
    </>
  );
}

const deliveryFacts = (message: QueuedMessage): Parameters<typeof Facts>[0]["facts"] => [
  ["Id", <code key="id">{message.messageId}</code>],
  ["Came from", message.deadLetterSource && idOfName(message.deadLetterSource)],
  ["Received", message.receiveCount === 0 ? "never" : `${formatCount(message.receiveCount)} ×`],
  ["Sent", <Moment key="sent" at={message.sentAt} />],
  ["First received", message.firstReceivedAt && <Moment at={message.firstReceivedAt} />],
  [
    message.state === "in-flight" ? "Visible again" : "Visible",
    message.state === "visible" || message.state === "blocked" ? undefined : <Moment at={message.visibleAt} />,
  ],
  ["Expires", <Moment key="expires" at={message.expiresAt} />],
  ["Group", message.groupId],
  ["Deduplication id", message.deduplicationId],
  ["Sender", message.senderId],
  ["Trace", message.traceId && <code>{message.traceId}</code>],
];
