import type { Stack } from "../../engine/stack-parts.ts";
import { depthOf, type QueueSummary } from "../../model/data/queues.ts";
import { RESOURCE_KINDS } from "../../model/data/resources.ts";
import { formatPlural } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { href } from "../../ui/links.ts";
import { Empty } from "../../ui/messages.tsx";
import { idOfName } from "./queues/names.ts";

interface OverviewOptions {
  readonly stack: Stack;
  readonly queues: readonly QueueSummary[];
}

/** The first page: it leads to what wants a look. */
export function Overview({ stack, queues }: OverviewOptions) {
  const filled = queues.filter((queue) => queue.deadLetterSources.length > 0 && depthOf(queue) > 0);
  const isEmpty = RESOURCE_KINDS.every(({ of }) => of(stack).length === 0);
  if (isEmpty)
    return (
      <Empty title="The template holds no data" icon="data">
        <p>Tables, queues, buses, topics, secrets and state machines of the template show up here.</p>
      </Empty>
    );
  return (
    <div class="data-overview">
      {filled.map((queue) => (
        <DeadLetters key={queue.name} queue={queue} />
      ))}
      {filled.length === 0 && (
        <Empty title="No message was given up" icon="check">
          <p>
            Choose a table, a queue or anything else to look into it. Messages in a dead-letter queue are told here.
          </p>
        </Empty>
      )}
    </div>
  );
}

function DeadLetters({ queue }: { readonly queue: QueueSummary }) {
  const depth = depthOf(queue);
  return (
    <a class="data-alert" href={href("data", "queues", idOfName(queue.name))}>
      <Icon name="warning" />
      <span>
        <strong>{`${formatPlural(depth, "message")} of ${queue.deadLetterSources.map(idOfName).join(" and ")} ${depth === 1 ? "was" : "were"} given up`}</strong>
        <span class="quiet-text">{`In ${idOfName(queue.name)}: look at ${depth === 1 ? "it" : "them"} and send ${depth === 1 ? "it" : "them"} again`}</span>
      </span>
      <Icon name="right" />
    </a>
  );
}
