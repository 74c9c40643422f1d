import { useSignal } from "@preact/signals";
import type { StackQueue } from "../../../engine/stack-parts.ts";
import { depthOf, type QueueSummary } from "../../../model/data/queues.ts";
import { idOf } from "../../../model/data/resources.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { formatCount, formatDuration, formatPlural } from "../../../ui/format.ts";
import { Tabs } from "../../../ui/layout/tabs.tsx";
import { href } from "../../../ui/links.ts";
import { Empty } from "../../../ui/messages.tsx";
import { Confirm } from "../shared/confirm.tsx";
import { Head } from "../shared/head.tsx";
import { type Notice, NoticeLine, useNotice } from "../shared/notice.tsx";
import { Since } from "../shared/times.tsx";
import { purge } from "./calls.ts";
import { Messages } from "./messages.tsx";
import { idOfName } from "./names.ts";
import { SendAllAgain } from "./send-all-again.tsx";
import { SendMessage } from "./send-message.tsx";

interface QueueOptions {
  readonly queue: StackQueue;
  readonly queues: readonly QueueSummary[];
  readonly tab: string | undefined;
}

type Asked = "send" | "purge" | "all" | undefined;

/** A queue: its messages, and beside them those that were given up. */
export function QueueView({ queue, queues, tab: firstTab }: QueueOptions) {
  const tab = useSignal(firstTab ?? "messages");
  const asked = useSignal<Asked>(undefined);
  const notice = useNotice();
  const summary = queues.find(({ name }) => name === queue.name);
  const dead = queues.find(({ name }) => name === summary?.deadLetterQueue);
  const isDeadLetterQueue = (summary?.deadLetterSources.length ?? 0) > 0;
  const tabs = [
    { id: "messages", title: "Messages", ...(summary && { count: depthOf(summary) }) },
    ...(dead ? [{ id: "dead", title: "Dead letters", count: depthOf(dead) }] : []),
    { id: "about", title: "About" },
  ];
  const canSendAll = isDeadLetterQueue && summary !== undefined && depthOf(summary) > 0;
  return (
    <div class="data-page">
      <Head
        resource={queue}
        badges={
          <>
            {queue.fifo && <Badge>FIFO</Badge>}
            {isDeadLetterQueue && <Badge tone="bad">dead-letter queue</Badge>}
          </>
        }
      >
        {canSendAll && (
          <Button look="primary" icon="send" onClick={() => (asked.value = "all")}>
            Send all again
          </Button>
        )}
        <Button icon="plus" onClick={() => (asked.value = "send")}>
          Send a message
        </Button>
        <Button look="danger" icon="trash" onClick={() => (asked.value = "purge")}>
          Purge
        </Button>
      </Head>
      {summary && <Counts summary={summary} dead={dead} />}
      <NoticeLine notice={notice} />
      <Tabs label="Parts of the queue" tabs={tabs} selected={tab.value} onSelect={(id) => (tab.value = id)}>
        {tab.value === "messages" && (
          <OwnMessages queue={queue} isDeadLetterQueue={isDeadLetterQueue} notice={notice} />
        )}
        {tab.value === "dead" && dead && <DeadLetters queue={queue} dead={dead} notice={notice} />}
        {tab.value === "about" && summary && <About queue={queue} summary={summary} />}
      </Tabs>
      <Asking
        queue={queue}
        summary={summary}
        asked={asked.value}
        notice={notice}
        onClose={() => (asked.value = undefined)}
      />
    </div>
  );
}

function Counts({ summary, dead }: { readonly summary: QueueSummary; readonly dead: QueueSummary | undefined }) {
  const { visible, inFlight, delayed, oldestSentAt, deadLetterSources } = summary;
  return (
    <dl class="data-counts">
      <Count title="Visible">{formatCount(visible)}</Count>
      <Count title="In flight">{formatCount(inFlight)}</Count>
      <Count title="Delayed">{formatCount(delayed)}</Count>
      <Count title="Oldest">{oldestSentAt === undefined ? "–" : <Since at={oldestSentAt} />}</Count>
      {dead && (
        <Count title="Given up">
          <a class={depthOf(dead) > 0 ? "bad" : ""} href={href("data", "queues", idOfName(dead.name))}>
            {`${formatCount(depthOf(dead))} in ${idOfName(dead.name)}`}
          </a>
        </Count>
      )}
      {deadLetterSources.length > 0 && (
        <Count title="Dead letters of">
          {deadLetterSources.map((name) => (
            <a key={name} href={href("data", "queues", idOfName(name))}>
              {idOfName(name)}
            </a>
          ))}
        </Count>
      )}
    </dl>
  );
}

const Count = ({ title, children }: { readonly title: string; readonly children: preact.ComponentChildren }) => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
);

interface PartOptions {
  readonly queue: StackQueue;
  readonly notice: Notice;
}

function OwnMessages({ queue, isDeadLetterQueue, notice }: PartOptions & { readonly isDeadLetterQueue: boolean }) {
  const empty = (
    <Empty title="The queue is empty" icon="check">
      <p>
        {isDeadLetterQueue
          ? "No message was given up. One comes here when it was received too often without being deleted."
          : "Messages that wait, are in flight or delayed show up here by themselves. Send one with “Send a message”."}
      </p>
    </Empty>
  );
  return <Messages name={queue.name} isDeadLetters={isDeadLetterQueue} notice={notice} empty={empty} />;
}

function DeadLetters({ queue, dead, notice }: PartOptions & { readonly dead: QueueSummary }) {
  const empty = (
    <Empty title={`No message of ${idOf(queue)} was given up`} icon="check">
      <p>
        {`One that was received ${formatPlural(queue.redrive?.maxReceiveCount ?? 1, "time")} without being deleted goes to ${idOfName(dead.name)} with the next receive, and shows up here.`}
      </p>
    </Empty>
  );
  return <Messages name={dead.name} source={queue.name} isDeadLetters notice={notice} empty={empty} />;
}

function About({ queue, summary }: { readonly queue: StackQueue; readonly summary: QueueSummary }) {
  const { maxReceiveCount, deadLetterQueue, visibilityTimeoutSeconds, retentionSeconds } = summary;
  return (
    <div class="data-detail">
      <Facts
        facts={[
          ["Type", queue.fifo ? "FIFO" : "standard"],
          ["Visibility timeout", formatDuration(visibilityTimeoutSeconds * 1000)],
          ["Retention", formatDuration(retentionSeconds * 1000)],
          ["Given up after", maxReceiveCount && formatPlural(maxReceiveCount, "receive")],
          ["Dead-letter queue", deadLetterQueue && idOfName(deadLetterQueue)],
          ["URL", <code key="url">{queue.queueUrl}</code>],
          ["ARN", <code key="arn">{queue.arn}</code>],
        ]}
      />
    </div>
  );
}

interface AskingOptions extends PartOptions {
  readonly summary: QueueSummary | undefined;
  readonly asked: Asked;
  readonly onClose: () => void;
}

/** The dialog that is open. */
function Asking({ queue, summary, asked, notice, onClose }: AskingOptions) {
  const say = (text: string) => void notice.tell(async () => text);
  const id = idOf(queue);
  if (asked === "send")
    return <SendMessage queue={queue} onSent={(messageId) => say(`Sent as ${messageId}.`)} onClose={onClose} />;
  if (asked === "all" && summary)
    return (
      <SendAllAgain
        deadLetterQueue={queue}
        count={summary.visible}
        sources={summary.deadLetterSources.map(idOfName)}
        onDone={say}
        onClose={onClose}
      />
    );
  if (asked !== "purge") return null;
  const purged = async () => {
    await purge(queue);
    say(`${id} is empty.`);
  };
  return (
    <Confirm title={`Purge ${id}?`} action="Delete all messages" isDangerous onConfirm={purged} onClose={onClose}>
      <p>
        {`All ${summary ? formatPlural(depthOf(summary), "message") : "messages"} are deleted, also those in flight. They cannot be brought back. SQS takes this once a minute.`}
      </p>
    </Confirm>
  );
}
