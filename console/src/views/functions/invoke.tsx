import { useSignal } from "@preact/signals";
import { invokeWithText } from "../../engine/aws.ts";
import { control } from "../../engine/control.ts";
import { Badge } from "../../ui/badge.tsx";
import { SelectField } from "../../ui/controls/field.tsx";
import { formatDuration, messageOf } from "../../ui/format.ts";
import { Failure } from "../../ui/messages.tsx";
import type { InvocationError, SampleKind } from "./model/answers.ts";
import { pretty } from "./model/json-text.ts";
import { functionHref } from "./model/places.ts";
import { rememberEvent, rememberedEvent } from "./model/remembered.ts";
import type { TabProps } from "./model/rows.ts";
import { likeliestSample, orderedSamples } from "./model/samples.ts";
import { EventEditor } from "./parts/event-editor.tsx";
import { FailureView } from "./parts/failure-view.tsx";
import { PayloadView } from "./parts/payload-view.tsx";
import { useAnswer } from "./use-answer.ts";

interface Ended {
  readonly payload: string;
  readonly isFailed: boolean;
  readonly requestId: string | undefined;
  readonly durationMs: number;
}

const NEVER = () => false;

/** Invokes a function with an event of one's own. */
export function Invoke({ row: { own } }: TabProps) {
  const { logicalId, functionName, triggers } = own;
  const text = useSignal(rememberedEvent(logicalId) ?? "{}");
  const kind = useSignal("");
  const isBusy = useSignal(false);
  const ended = useSignal<Ended | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const samples = useAnswer<{ samples: readonly SampleKind[] }>(`${pathOf(logicalId)}/samples`, NEVER);
  const kinds = orderedSamples(samples.value?.samples ?? [], triggers);

  const take = async (wanted: string) => {
    kind.value = wanted;
    if (wanted === "") return;
    failure.value = undefined;
    try {
      const { event } = await control.get<{ event: unknown }>(`${pathOf(logicalId)}/samples/${wanted}`);
      text.value = JSON.stringify(event, null, 2);
    } catch (error) {
      failure.value = messageOf(error);
    }
  };

  const run = async () => {
    rememberEvent(logicalId, text.value);
    isBusy.value = true;
    failure.value = undefined;
    const startedAt = performance.now();
    try {
      const { payload, functionError, requestId } = await invokeWithText(functionName, text.value);
      const durationMs = performance.now() - startedAt;
      ended.value = { payload, isFailed: functionError !== undefined, requestId, durationMs };
    } catch (error) {
      failure.value = messageOf(error);
    }
    isBusy.value = false;
  };

  return (
    <div class="fn-invoke">
      <div class="fn-column">
        <SelectField
          label="Sample event"
          hint={likeliestSample(triggers) === undefined ? undefined : "Those that trigger it come first."}
          value={kind.value}
          options={[
            ["", "Choose a sample …"],
            ...kinds.map(({ kind, summary }): readonly [string, string] => [kind, `${kind}: ${summary}`]),
          ]}
          onText={(wanted) => void take(wanted)}
        />
        <EventEditor
          text={text.value}
          onText={(edited) => (text.value = edited)}
          action="Invoke"
          isBusy={isBusy.value}
          onRun={() => void run()}
        />
      </div>
      <div class="fn-column" aria-live="polite">
        {failure.value !== undefined && <Failure message={failure.value} />}
        {ended.value ? (
          <Result logicalId={logicalId} ended={ended.value} />
        ) : (
          <p class="quiet-text">Its answer comes here, with its error and its log.</p>
        )}
      </div>
    </div>
  );
}

const pathOf = (logicalId: string) => `functions/${encodeURIComponent(logicalId)}`;

function Result({ logicalId, ended }: { readonly logicalId: string; readonly ended: Ended }) {
  const { payload, isFailed, requestId, durationMs } = ended;
  const error = isFailed ? errorOf(payload) : undefined;
  const whole = { text: pretty(payload), characters: payload.length, isCut: false };
  return (
    <>
      <p class="fn-links">
        <Badge tone={isFailed ? "bad" : "good"}>{isFailed ? "error" : "ok"}</Badge>
        <span class="quiet-text">{`answered in ${formatDuration(durationMs)}`}</span>
        {requestId !== undefined && (
          <>
            <a href={functionHref(logicalId, { tab: "invocations", request: requestId })}>Its invocation</a>
            <a href={functionHref(logicalId, { tab: "logs", request: requestId })}>Its log</a>
          </>
        )}
      </p>
      {error ? (
        <FailureView error={error} />
      ) : (
        <PayloadView title="Result" payload={payload === "" ? undefined : whole} missing="It answered with nothing." />
      )}
    </>
  );
}

function errorOf(payload: string): InvocationError {
  try {
    const { errorType = "Error", errorMessage = "", trace, stackTrace } = JSON.parse(payload);
    const lines: readonly unknown[] = [trace, stackTrace].find(Array.isArray) ?? [];
    return { errorType: String(errorType), errorMessage: String(errorMessage), trace: lines.map(String) };
  } catch {
    return { errorType: "Error", errorMessage: payload, trace: [] };
  }
}
