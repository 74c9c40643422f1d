import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../../../ui/controls/button.tsx";
import { SplitPane } from "../../../ui/layout/split-pane.tsx";
import { Failure } from "../../../ui/messages.tsx";
import { useLive } from "../shared/live.ts";
import type { Notice } from "../shared/notice.tsx";
import { deleteMessage, peek, type QueuedMessage, sendAgain } from "./calls.ts";
import { MessageDetail } from "./message.tsx";
import { MessageTable } from "./message-table.tsx";

const PAGE_SIZE = 100;

/** Visibility ends by time alone, which the journal does not tell. */
const LOOK_EVERY_MS = 2000;

interface MessagesOptions {
  /** Name of the queue that is looked into. */
  readonly name: string;
  /** Shows the dead letters of this queue only. */
  readonly source?: string;
  /** True for dead letters: they can be sent again. */
  readonly isDeadLetters: boolean;
  readonly notice: Notice;
  /** Stands in place of messages where there are none. */
  readonly empty: ComponentChildren;
}

/** Messages as they lie in a queue; nothing is received. */
export function Messages({ name, source, isDeadLetters, notice, empty }: MessagesOptions) {
  const limit = useSignal(PAGE_SIZE);
  const selectedId = useSignal<string | undefined>(undefined);
  const { value, failure, refresh } = useLive({
    key: `${name} ${limit.value}`,
    read: () => peek(name, limit.value),
    changes: ({ service }) => service === "sqs",
    everyMs: LOOK_EVERY_MS,
  });
  if (failure !== undefined && !value) return <Failure message={failure} onRetry={refresh} />;
  if (!value) return <p class="data-wait">Looking into the queue …</p>;
  const messages = value.messages.filter(({ deadLetterSource }) => source === undefined || deadLetterSource === source);
  if (messages.length === 0) return empty;

  const close = () => {
    selectedId.value = undefined;
  };
  const after = async <Answer,>(call: Promise<Answer>) => {
    const answer = await call;
    close();
    refresh();
    return answer;
  };
  const again = ({ messageId }: QueuedMessage) => notice.tell(() => after(sendAgain(name, [messageId])));
  const shown = messages.find(({ messageId }) => messageId === selectedId.value);
  const canGoBack = isDeadLetters && shown?.deadLetterSource !== undefined;
  const list = (
    <div class="data-scroll">
      <MessageTable
        messages={messages}
        selectedId={selectedId.value}
        hasSources={isDeadLetters && source === undefined}
        onSelect={({ messageId }) => {
          selectedId.value = messageId;
        }}
        onSendAgain={isDeadLetters ? again : undefined}
      />
      {value.next !== undefined && <More onMore={() => (limit.value += PAGE_SIZE)} />}
    </div>
  );
  const detail = shown && (
    <MessageDetail
      key={shown.messageId}
      message={shown}
      onSendAgain={canGoBack ? () => again(shown) : undefined}
      onDelete={() => after(deleteMessage(name, shown.messageId))}
    />
  );
  return <SplitPane label="The message" onClose={close} list={list} detail={detail} />;
}

const More = ({ onMore }: { readonly onMore: () => void }) => (
  <div class="data-more">
    <Button onClick={onMore}>{`Show ${PAGE_SIZE} more`}</Button>
  </div>
);
