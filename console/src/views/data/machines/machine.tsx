import { useSignal } from "@preact/signals";
import { entries } from "../../../engine/journal/journal.ts";
import type { StackStateMachine } from "../../../engine/stack-parts.ts";
import { idOf } from "../../../model/data/resources.ts";
import { Badge, type Tone } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { formatDuration } from "../../../ui/format.ts";
import { Tabs } from "../../../ui/layout/tabs.tsx";
import { goTo, href } from "../../../ui/links.ts";
import { Empty, Failure } from "../../../ui/messages.tsx";
import { Confirm } from "../shared/confirm.tsx";
import { Head } from "../shared/head.tsx";
import { useLive } from "../shared/live.ts";
import { JsonArea } from "../shared/text-area.tsx";
import { Since } from "../shared/times.tsx";
import { type ExecutionRow, expressExecutions, listExecutions, readDefinition, startExecution } from "./calls.ts";
import { Picture } from "./picture.tsx";

const TONES: Readonly<Record<string, Tone>> = {
  RUNNING: "accent",
  SUCCEEDED: "good",
  FAILED: "bad",
  TIMED_OUT: "bad",
  ABORTED: "warn",
};

export const ExecutionStatus = ({ status }: { readonly status: string }) => (
  <Badge tone={TONES[status] ?? "plain"}>{status.toLowerCase().replace("_", " ")}</Badge>
);

/** A state machine: its executions and its definition. */
export function MachineView({
  machine,
  tab: firstTab,
}: {
  readonly machine: StackStateMachine;
  readonly tab: string | undefined;
}) {
  const tab = useSignal(firstTab ?? "executions");
  const isAsked = useSignal(false);
  const isExpress = machine.type === "EXPRESS";
  const { value, failure, refresh } = useLive({
    key: machine.arn,
    read: async () => (isExpress ? expressExecutions(machine, entries()) : listExecutions(machine)),
    changes: ({ service }) => service === "states",
  });
  const tabs = [
    { id: "executions", title: "Executions", ...(value && { count: value.length }) },
    { id: "definition", title: "Definition" },
  ];
  return (
    <div class="data-page">
      <Head resource={machine} badges={<Badge>{machine.type.toLowerCase()}</Badge>}>
        <Button look="primary" icon="play" onClick={() => (isAsked.value = true)}>
          Start an execution
        </Button>
      </Head>
      <Tabs label="Parts of the state machine" tabs={tabs} selected={tab.value} onSelect={(id) => (tab.value = id)}>
        {tab.value === "definition" && <DefinitionPicture machine={machine} />}
        {tab.value === "executions" && failure !== undefined && <Failure message={failure} onRetry={refresh} />}
        {tab.value === "executions" && value && <Executions machine={machine} executions={value} />}
      </Tabs>
      {isAsked.value && <Start machine={machine} onClose={() => (isAsked.value = false)} />}
    </div>
  );
}

function Start({ machine, onClose }: { readonly machine: StackStateMachine; readonly onClose: () => void }) {
  const input = useSignal("{}");
  const start = async () => {
    const arn = await startExecution(machine, input.value);
    if (machine.type === "STANDARD") goTo("data", "machines", idOf(machine), arn.split(":").at(-1) ?? "");
  };
  return (
    <Confirm title={`Start ${idOf(machine)}`} action="Start" onConfirm={start} onClose={onClose}>
      <JsonArea label="Input" rows={10} value={input.value} onText={(text) => (input.value = text)} />
    </Confirm>
  );
}

interface ExecutionsOptions {
  readonly machine: StackStateMachine;
  readonly executions: readonly ExecutionRow[];
}

function Executions({ machine, executions }: ExecutionsOptions) {
  const isExpress = machine.type === "EXPRESS";
  if (executions.length === 0)
    return (
      <Empty title="No execution yet" icon="play">
        <p>Whatever starts one makes it show up here. “Start an execution” starts one by hand.</p>
      </Empty>
    );
  return (
    <div class="data-scroll">
      {isExpress && (
        <p class="data-wait">
          Express executions keep no history, as on AWS: these are those that the journal tells of.
        </p>
      )}
      <table class="data-table">
        <thead>
          <tr>
            <th scope="col">Execution</th>
            <th scope="col">Status</th>
            <th scope="col">Started</th>
            <th scope="col" class="number">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {executions.map(({ executionArn, name, status, startedAt, stoppedAt }) => (
            <tr key={executionArn}>
              <th scope="row">
                {isExpress ? <code>{name}</code> : <a href={href("data", "machines", idOf(machine), name)}>{name}</a>}
              </th>
              <td>
                <ExecutionStatus status={status} />
              </td>
              <td>
                <Since at={startedAt} />
              </td>
              <td class="number">
                {stoppedAt === undefined ? "–" : formatDuration(Math.round(stoppedAt - startedAt))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DefinitionPicture({ machine }: { readonly machine: StackStateMachine }) {
  const { value, failure, refresh } = useLive({
    key: machine.arn,
    read: () => readDefinition(machine),
    changes: () => false,
  });
  if (failure !== undefined) return <Failure message={failure} onRetry={refresh} />;
  return value ? <Picture definition={value} visits={[]} /> : <p class="data-wait">Reading the definition …</p>;
}
