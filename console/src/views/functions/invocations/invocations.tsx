import { Badge } from "../../../ui/badge.tsx";
import { formatDuration, formatTime, visible } from "../../../ui/format.ts";
import { SplitPane } from "../../../ui/layout/split-pane.tsx";
import { VirtualRows } from "../../../ui/layout/virtual-rows.tsx";
import { Empty, Failure } from "../../../ui/messages.tsx";
import { type Invocation, keyOf } from "../model/answers.ts";
import { functionHref, showFunction } from "../model/places.ts";
import type { TabProps } from "../model/rows.ts";
import { isOfInvocation, useAnswer } from "../use-answer.ts";
import { InvocationView } from "./invocation.tsx";
import { OUTCOMES } from "./outcomes.ts";

const ROW_HEIGHT_PX = 32;
const ID_LENGTH = 8;

/** The last invocations of a function, and one of them in full. */
export function Invocations({ row, request }: TabProps) {
  const { logicalId } = row.own;
  const path = `functions/${encodeURIComponent(logicalId)}/invocations`;
  const { value, failure, readAgain } = useAnswer<{ invocations: readonly Invocation[] }>(
    path,
    isOfInvocation(logicalId),
  );
  if (failure !== undefined) return <Failure message={failure} onRetry={readAgain} />;
  if (!value) return null;
  const { invocations } = value;
  if (invocations.length === 0)
    return (
      <Empty title="It has not been invoked yet" icon="play">
        <p>
          <a href={functionHref(logicalId, { tab: "invoke" })}>Invoke it</a> with an event, or use your app: invocations
          come here by themselves.
        </p>
      </Empty>
    );
  const selected = invocations.find((one) => keyOf(one) === request || one.requestId === request);
  const close = () => showFunction(logicalId, { tab: "invocations" });
  return (
    <SplitPane
      label="Invocation"
      onClose={close}
      list={
        <VirtualRows
          label={`Invocations of ${logicalId}`}
          rows={invocations}
          rowHeightPx={ROW_HEIGHT_PX}
          keyOf={keyOf}
          selectedKey={selected && keyOf(selected)}
          onSelect={(one) => showFunction(logicalId, { tab: "invocations", request: keyOf(one) })}
          rowClass={() => "fn-invocation"}
          render={(one) => <Row invocation={one} />}
        />
      }
      detail={detailOf(selected, request, close)}
    />
  );
}

function detailOf(selected: Invocation | undefined, request: string | undefined, close: () => void) {
  if (selected) return <InvocationView key={keyOf(selected)} invocation={selected} />;
  if (request === undefined) return undefined;
  return (
    <Empty title="That invocation is not remembered any more">
      <p>
        The engine keeps the last ones of each function.{" "}
        <button type="button" class="text-button" onClick={close}>
          Look at those
        </button>
        .
      </p>
    </Empty>
  );
}

function Row({ invocation }: { readonly invocation: Invocation }) {
  const { startedAt, outcome, durationMs, initMs, requestId, error } = invocation;
  const [tone, title] = OUTCOMES[outcome];
  return (
    <>
      <span class="fn-time">{formatTime(startedAt)}</span>
      <span class="fn-outcome">
        <Badge tone={tone}>{title}</Badge>
      </span>
      <span class="fn-duration">{durationMs === undefined ? "" : formatDuration(durationMs)}</span>
      <span class="fn-text ellipsis">
        {error ? <span class="bad">{visible(`${error.errorType}: ${error.errorMessage}`)}</span> : null}
        {initMs !== undefined && <span class="fn-cold">{`cold start ${formatDuration(initMs)}`}</span>}
      </span>
      <span class="fn-request">{requestId.slice(0, ID_LENGTH)}</span>
    </>
  );
}
