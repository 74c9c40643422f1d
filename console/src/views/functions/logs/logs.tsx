import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { missedEntries, onEntries } from "../../../engine/journal/journal.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { formatPlural, formatTime, visible } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { VirtualRows } from "../../../ui/layout/virtual-rows.tsx";
import { Empty } from "../../../ui/messages.tsx";
import { createLogFilter, firstLine, type Level, type LogLine, logLineOf, summaryOf } from "../model/log-line.ts";
import { functionHref, showFunction } from "../model/places.ts";
import type { TabProps } from "../model/rows.ts";
import { LineDetail } from "./line-detail.tsx";
import { LogToolbar } from "./toolbar.tsx";

/** Lines of one function that are shown: `portcullis logs` has older ones. */
const MOST_LINES = 5_000;

const ROW_HEIGHT_PX = 24;
const ID_LENGTH = 8;

/** The log of a function, as it comes. */
export function Logs({ row, request }: TabProps) {
  const { logicalId } = row.own;
  const lines = useLines(logicalId);
  const [search, lowest] = [useSignal(""), useSignal<Level>("TRACE")];
  const [platform, follows] = [useSignal(true), useSignal(true)];
  const selected = useSignal<LogLine | undefined>(undefined);
  const filter = { lowest: lowest.value, platform: platform.value, search: search.value, requestId: request };
  const shown = lines.filter(createLogFilter(filter));
  return (
    <div class="fn-logs">
      <LogToolbar choices={{ search, lowest, platform, follows }} shown={shown.length} all={lines.length}>
        {request !== undefined && (
          <Button icon="close" onClick={() => showFunction(logicalId, { tab: "logs" })}>
            {`Invocation ${request.slice(0, ID_LENGTH)}`}
          </Button>
        )}
      </LogToolbar>
      <Missed />
      {shown.length === 0 ? (
        <NoLines hasLines={lines.length > 0} logicalId={logicalId} />
      ) : (
        <VirtualRows
          label={`Log of ${logicalId}`}
          rows={shown}
          rowHeightPx={ROW_HEIGHT_PX}
          keyOf={({ seq }) => seq}
          selectedKey={selected.value?.seq}
          onSelect={(line) => {
            selected.value = line;
          }}
          rowClass={classOf}
          followsEnd={follows.value}
          render={(line) => <Line line={line} />}
        />
      )}
      {selected.value && (
        <LineDetail
          line={selected.value}
          logicalId={logicalId}
          onClose={() => {
            selected.value = undefined;
          }}
        />
      )}
    </div>
  );
}

const classOf = ({ level, isOfPlatform }: LogLine) =>
  `fn-line fn-${level.toLowerCase()}${isOfPlatform ? " fn-platform" : ""}`;

/** The lines of the journal, and those that come. */
function useLines(logicalId: string): readonly LogLine[] {
  const lines = useSignal<readonly LogLine[]>([]);
  useEffect(
    () =>
      onEntries((entries, isAnew) => {
        const own = entries.flatMap((entry) => (entry.data.logicalId === logicalId ? (logLineOf(entry) ?? []) : []));
        if (own.length === 0 && !isAnew) return;
        lines.value = [...(isAnew ? [] : lines.value), ...own].slice(-MOST_LINES);
      }),
    [logicalId],
  );
  return lines.value;
}

function Missed() {
  const missed = missedEntries.value;
  if (missed === 0) return null;
  return (
    <p class="fn-note">
      <Icon name="warning" />
      {`The engine has forgotten ${formatPlural(missed, "older entry", "older entries")}: some lines may be missing.`}
    </p>
  );
}

function Line({ line: { at, level, requestId, text, fields } }: { readonly line: LogLine }) {
  const { line, more } = firstLine(text);
  return (
    <>
      <span class="fn-time">{formatTime(at)}</span>
      <span class="fn-request">{requestId?.slice(0, ID_LENGTH) ?? ""}</span>
      <span class="fn-tag">{level}</span>
      <span class="fn-text ellipsis">
        {visible(line)}
        {more > 0 && <span class="fn-more">{` +${formatPlural(more, "line")}`}</span>}
        {fields && <span class="fn-fields">{`  ${visible(summaryOf(fields))}`}</span>}
      </span>
    </>
  );
}

function NoLines({ hasLines, logicalId }: { readonly hasLines: boolean; readonly logicalId: string }) {
  if (hasLines)
    return (
      <Empty title="No line fits" icon="filter">
        <p>Search for less, or choose a lower level.</p>
      </Empty>
    );
  return (
    <Empty title="It has printed nothing yet" icon="functions">
      <p>
        Lines come here as the function prints them. <a href={functionHref(logicalId, { tab: "invoke" })}>Invoke it</a>,
        or use your app.
      </p>
    </Empty>
  );
}
