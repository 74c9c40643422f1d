import { useSignal } from "@preact/signals";
import type { StackStateMachine } from "../../../engine/stack-parts.ts";
import { idOf } from "../../../model/data/resources.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { formatDuration } from "../../../ui/format.ts";
import { SplitPane } from "../../../ui/layout/split-pane.tsx";
import { href } from "../../../ui/links.ts";
import { Failure } from "../../../ui/messages.tsx";
import { Body } from "../shared/body.tsx";
import { useLive } from "../shared/live.ts";
import { Moment, Since } from "../shared/times.tsx";
import { type Execution, executionArn, readDefinition, readExecution, readHistory, stopExecution } from "./calls.ts";
import { ExecutionStatus } from "./machine.tsx";
import { Picture } from "./picture.tsx";
import { type Visit, visitsOf } from "./visits.ts";

interface ExecutionOptions {
  readonly machine: StackStateMachine;
  /** Name of the execution. */
  readonly name: string;
}

/** One execution as a picture: the states in the colours of their status, each with its input and output. */
export function ExecutionView({ machine, name }: ExecutionOptions) {
  const arn = executionArn(machine, name);
  const selected = useSignal<string | undefined>(undefined);
  const { value, failure, refresh } = useLive({
    key: arn,
    read: async () => {
      const [definition, execution, history] = await Promise.all([
        readDefinition(machine),
        readExecution(arn),
        readHistory(arn),
      ]);
      return { definition, execution, visits: visitsOf(history) };
    },
    changes: ({ service, data }) => (service === "states" && data.executionArn === arn) || service === "lambda",
  });
  const visits = value?.visits ?? [];
  const list = (
    <div class="data-scroll">
      {failure !== undefined && (
        <Failure message={failure} onRetry={refresh}>
          <p>
            <a href={href("data", "machines", idOf(machine))}>All executions</a>
          </p>
        </Failure>
      )}
      {value && (
        <Picture
          definition={value.definition}
          visits={visits}
          selected={selected.value}
          onSelect={(state) => (selected.value = state)}
        />
      )}
    </div>
  );
  const detail = selected.value !== undefined && (
    <StateDetail state={selected.value} visits={visits.filter(({ state }) => state === selected.value)} />
  );
  return (
    <div class="data-page">
      <ExecutionHead machine={machine} name={name} execution={value?.execution} />
      <div class="data-fill">
        <SplitPane label="The state" list={list} detail={detail} onClose={() => (selected.value = undefined)} />
      </div>
    </div>
  );
}

function ExecutionHead({ machine, name, execution }: ExecutionOptions & { readonly execution: Execution | undefined }) {
  const isOpen = useSignal(false);
  return (
    <header class="data-head always">
      <a class="data-back always" href={href("data", "machines", idOf(machine))}>
        {idOf(machine)}
      </a>
      <div class="data-title">
        <h2 class="ellipsis">{name}</h2>
        {execution && <ExecutionStatus status={execution.status} />}
        <div class="data-actions">
          {execution?.status === "RUNNING" && (
            <Button look="danger" onClick={() => void stopExecution(execution.executionArn)}>
              Stop
            </Button>
          )}
          {execution && (
            <Button aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
              Input and output
            </Button>
          )}
        </div>
      </div>
      {execution && (
        <p class="quiet-text">
          {"Started "}
          <Since at={execution.startedAt} />
          {execution.stoppedAt !== undefined &&
            ` · took ${formatDuration(Math.round(execution.stoppedAt - execution.startedAt))}`}
          {" · click a state for its input and output"}
        </p>
      )}
      {execution?.error !== undefined && <p class="bad">{`${execution.error}: ${execution.cause ?? ""}`}</p>}
      {isOpen.value && execution && <InputOutput {...execution} />}
    </header>
  );
}

function InputOutput({ input, output }: Pick<Execution, "input" | "output">) {
  return (
    <div class="data-pair">
      <div>
        <h3>Input</h3>
        <Body text={input ?? ""} label="Input" />
      </div>
      {output !== undefined && (
        <div>
          <h3>Output</h3>
          <Body text={output} label="Output" />
        </div>
      )}
    </div>
  );
}

/** The visits that are drawn of a state that a map runs for each item. */
const MOST_VISITS = 50;

function StateDetail({ state, visits }: { readonly state: string; readonly visits: readonly Visit[] }) {
  return (
    <div class="data-detail">
      <h3>{state}</h3>
      {visits.length === 0 && <p class="quiet-text">The execution has not come to this state.</p>}
      {visits.slice(0, MOST_VISITS).map((visit, index) => (
        <section key={visit.enteredAt + index} class="data-visit" aria-label={`Visit ${index + 1}`}>
          <Facts
            facts={[
              ["Status", visit.status],
              ["Entered", <Moment key="entered" at={visit.enteredAt} />],
              [
                "Took",
                visit.exitedAt === undefined ? undefined : formatDuration(Math.round(visit.exitedAt - visit.enteredAt)),
              ],
              ["Retries", visit.retries > 0 ? String(visit.retries) : undefined],
              ["Error", visit.error && `${visit.error}${visit.cause ? `: ${visit.cause}` : ""}`],
            ]}
          />
          {visit.input !== undefined && <h3>Input</h3>}
          {visit.input !== undefined && <Body text={visit.input} label="Input" />}
          {visit.output !== undefined && <h3>Output</h3>}
          {visit.output !== undefined && <Body text={visit.output} label="Output" />}
        </section>
      ))}
    </div>
  );
}
