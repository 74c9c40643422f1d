import { useSignal } from "@preact/signals";
import { control } from "../../../engine/control.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { formatDateTime, formatDuration, messageOf } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import { Failure } from "../../../ui/messages.tsx";
import { type Invocation, type InvocationDetail, keyOf } from "../model/answers.ts";
import { pretty } from "../model/json-text.ts";
import { functionHref, showFunction } from "../model/places.ts";
import { EventEditor } from "../parts/event-editor.tsx";
import { FailureView } from "../parts/failure-view.tsx";
import { PayloadView } from "../parts/payload-view.tsx";
import { isOfInvocation, useAnswer } from "../use-answer.ts";
import { OUTCOMES } from "./outcomes.ts";

const pathOf = ({ requestId, startedAt }: Invocation, rest = "") =>
  `invocations/${encodeURIComponent(requestId)}${rest}?startedAt=${startedAt}`;

/** One invocation: what it took, what it gave, and what it said on the way. */
export function InvocationView({ invocation }: { readonly invocation: Invocation }) {
  const isOwn = isOfInvocation(invocation.logicalId);
  const { value, failure, readAgain } = useAnswer<InvocationDetail>(
    pathOf(invocation),
    (entry) => isOwn(entry) && entry.data.requestId === invocation.requestId,
  );
  const known: InvocationDetail = value ?? invocation;
  const [tone, title] = OUTCOMES[known.outcome];
  return (
    <article class="fn-one">
      <header class="fn-one-head">
        <Badge tone={tone}>{title}</Badge>
        <code class="ellipsis">{known.requestId}</code>
        <CopyButton text={known.requestId} label="Copy the request id" />
      </header>
      {known.error && <FailureView error={known.error} />}
      <Facts facts={factsOf(known)} />
      <p class="fn-links">
        <a href={functionHref(known.logicalId, { tab: "logs", request: known.requestId })}>Its log</a>
        {known.traceId !== undefined && <a href={href("traces", known.traceId)}>Its trace</a>}
      </p>
      {failure !== undefined && <Failure message={failure} onRetry={readAgain} />}
      {value && (
        <>
          <Again invocation={value} />
          <PayloadView title="Event" payload={value.event} missing="The engine does not remember it." />
          <PayloadView title="Result" payload={value.error ? undefined : value.result} missing={missingResult(value)} />
        </>
      )}
    </article>
  );
}

function missingResult({ outcome }: Invocation): string {
  if (outcome === "running") return "It runs still.";
  return outcome === "success" ? "The engine does not remember it." : "It has none, since it failed.";
}

function factsOf({ startedAt, durationMs, billedMs, initMs, maxMemoryMb, source }: InvocationDetail) {
  return [
    ["Started", `${formatDateTime(startedAt)} UTC`],
    ["Duration", durationMs === undefined ? undefined : formatDuration(durationMs)],
    ["Cold start", initMs === undefined ? undefined : formatDuration(initMs)],
    ["Billed", billedMs === undefined ? undefined : formatDuration(billedMs)],
    ["Memory", maxMemoryMb === undefined ? undefined : `${Math.round(maxMemoryMb)} MB`],
    ["Called for", source && <code>{source}</code>],
  ] as const;
}

/** Invokes with the same event, or with an edited one. */
function Again({ invocation }: { readonly invocation: InvocationDetail }) {
  const { event } = invocation;
  const edited = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const failure = useSignal<string | undefined>(undefined);
  const isWhole = event !== undefined && !event.isCut;
  const run = async (body: { readonly event?: string }) => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      const next = await control.post<InvocationDetail>(pathOf(invocation, "/again"), body);
      showFunction(next.logicalId, { tab: "invocations", request: keyOf(next) });
    } catch (error) {
      failure.value = messageOf(error);
    }
    isBusy.value = false;
  };
  return (
    <section class="fn-part">
      <div class="fn-actions">
        <Button icon="refresh" disabled={!isWhole || isBusy.value} onClick={() => run({})}>
          {isBusy.value ? "Running …" : "Invoke again"}
        </Button>
        <Button
          disabled={event === undefined}
          aria-expanded={edited.value !== undefined}
          onClick={() => {
            edited.value = edited.value === undefined ? pretty(event?.text ?? "{}") : undefined;
          }}
        >
          Edit the event
        </Button>
      </div>
      {edited.value !== undefined && (
        <EventEditor
          text={edited.value}
          onText={(text) => (edited.value = text)}
          action="Invoke with this"
          isBusy={isBusy.value}
          onRun={() => run({ event: edited.value ?? "{}" })}
          keepsMasks={isWhole}
        />
      )}
      {failure.value !== undefined && <Failure message={failure.value} />}
    </section>
  );
}
