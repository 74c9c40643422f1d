import "./data.css";
import type { ComponentChildren } from "preact";
import { stack as running, stackFailure } from "../../engine/stack.ts";
import type { Named, Stack } from "../../engine/stack-parts.ts";
import { type QueueSummary, readQueues } from "../../model/data/queues.ts";
import { idOf } from "../../model/data/resources.ts";
import { Empty, Failure } from "../../ui/messages.tsx";
import type { ViewProps } from "../view.ts";
import { BusView } from "./events/bus.tsx";
import { RuleView } from "./events/rule.tsx";
import { ExecutionView } from "./machines/execution.tsx";
import { MachineView } from "./machines/machine.tsx";
import { Overview } from "./overview.tsx";
import { QueueView } from "./queues/queue.tsx";
import { SecretView } from "./secrets/secret.tsx";
import { useLive } from "./shared/live.ts";
import { Sidebar } from "./sidebar.tsx";
import { TableView } from "./tables/table.tsx";
import { TopicView } from "./topics/topic.tsx";

/** Depths of queues change by time as well, which the journal does not tell. */
const LOOK_EVERY_MS = 3000;

/** All that holds data: the resources at the left, and the one that is looked at. */
export function Data({ segments: [, kind = "", id = "", part], query }: ViewProps) {
  const { value: queues = [] } = useLive({
    key: "queues",
    read: readQueues,
    changes: ({ service }) => service === "sqs",
    everyMs: LOOK_EVERY_MS,
  });
  const stack = running.value;
  if (!stack)
    return stackFailure.value === undefined ? (
      <p class="data-wait">Asking the engine for its resources …</p>
    ) : (
      <Failure message={stackFailure.value} />
    );
  const isOpen = kind !== "";
  return (
    <div class={isOpen ? "data open" : "data"}>
      <Sidebar stack={stack} queues={queues} kind={kind} id={id} />
      <div class="data-main">
        {isOpen ? (
          <Resource
            key={`${kind}/${id}`}
            stack={stack}
            queues={queues}
            kind={kind}
            id={id}
            part={part}
            tab={query.get("tab") ?? undefined}
          />
        ) : (
          <Overview stack={stack} queues={queues} />
        )}
      </div>
    </div>
  );
}

interface ResourceOptions {
  readonly stack: Stack;
  readonly queues: readonly QueueSummary[];
  readonly kind: string;
  readonly id: string;
  readonly part: string | undefined;
  readonly tab: string | undefined;
}

const found = <R extends Named>(resources: readonly R[], id: string) =>
  resources.find((resource) => idOf(resource) === id) ?? resources.find(({ name, arn }) => name === id || arn === id);

/** Makes the page of a resource, by the kind in its address; undefined: there is none of that id. */
const PAGES: Readonly<Record<string, (options: ResourceOptions) => ComponentChildren>> = {
  tables({ stack, id, tab }) {
    const table = found(stack.tables, id);
    return table && <TableView table={table} tab={tab} />;
  },
  queues({ stack, queues, id, tab }) {
    const queue = found(stack.queues, id);
    return queue && <QueueView queue={queue} queues={queues} tab={tab} />;
  },
  buses({ stack, id, tab }) {
    const bus = found(stack.buses, id);
    return bus && <BusView bus={bus} tab={tab} />;
  },
  rules({ stack, id, tab }) {
    const rule = found(stack.rules, id);
    return rule && <RuleView rule={rule} tab={tab} />;
  },
  topics({ stack, id, tab }) {
    const topic = found(stack.topics, id);
    return topic && <TopicView topic={topic} tab={tab} />;
  },
  secrets({ stack, id }) {
    const secret = found(stack.secrets, id);
    return secret && <SecretView secret={secret} />;
  },
  machines({ stack, id, part, tab }) {
    const machine = found(stack.stateMachines, id);
    if (!machine) return undefined;
    return part === undefined ? (
      <MachineView machine={machine} tab={tab} />
    ) : (
      <ExecutionView machine={machine} name={part} />
    );
  },
};

function Resource(options: ResourceOptions) {
  const { kind, id } = options;
  const page = Object.hasOwn(PAGES, kind) ? PAGES[kind]?.(options) : undefined;
  if (page) return <>{page}</>;
  return (
    <Empty title={`The template has no ${id} among its ${kind}`} icon="search">
      <p>
        It may be gone since the template was edited. <a href="#/data">All data</a> lists what there is.
      </p>
    </Empty>
  );
}
