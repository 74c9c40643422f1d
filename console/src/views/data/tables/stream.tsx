import { useSignal } from "@preact/signals";
import type { StackTable } from "../../../engine/stack-parts.ts";
import { Badge, type Tone } from "../../../ui/badge.tsx";
import { formatCount, formatDateTime, formatPlural, visible } from "../../../ui/format.ts";
import { SplitPane } from "../../../ui/layout/split-pane.tsx";
import { href } from "../../../ui/links.ts";
import { Empty, Failure } from "../../../ui/messages.tsx";
import { useLive } from "../shared/live.ts";
import { NoPayloads } from "../shared/no-payloads.tsx";
import { Since } from "../shared/times.tsx";
import { type Item, typedJson, valueText } from "./attribute-values.ts";
import { hasRead, isWrite, type Reader, readReaders, readStream, type StreamRecord } from "./calls.ts";
import { expiryOf } from "./time-to-live.ts";

const TONES: Readonly<Record<StreamRecord["eventName"], Tone>> = { INSERT: "good", MODIFY: "accent", REMOVE: "bad" };

/** Functions acknowledge what they have read after the journal's last word about them. */
const LOOK_EVERY_MS = 2000;

const idOf = ({ shardId, sequenceNumber }: StreamRecord) => `${shardId} ${sequenceNumber}`;

/** The changes of a table's items as they come, and which functions have read them. */
export function Stream({ table }: { readonly table: StackTable }) {
  const selectedId = useSignal<string | undefined>(undefined);
  const { value, failure, refresh } = useLive({
    key: table.name,
    read: async () => ({ ...(await readStream(table)), readers: await readReaders(table) }),
    changes: (entry) => isWrite(entry) || entry.service === "lambda",
    everyMs: LOOK_EVERY_MS,
  });
  if (failure !== undefined && !value) return <Failure message={failure} onRetry={refresh} />;
  if (!value) return <p class="data-wait">Reading the stream …</p>;
  const { records, readers, forgotten } = value;
  if (records.length === 0)
    return (
      <Empty title="Nothing has changed yet" icon="data">
        <p>Each item that is written, changed or deleted shows up here, and which functions have read of it.</p>
      </Empty>
    );
  const selected = records.find((record) => idOf(record) === selectedId.value);
  const list = (
    <div class="data-scroll">
      <StreamTable
        table={table}
        records={records.toReversed()}
        readers={readers}
        selected={selected}
        onSelect={(record) => {
          selectedId.value = idOf(record);
        }}
      />
      {forgotten > 0 && <p class="data-wait">{`${formatPlural(forgotten, "older record")} not shown.`}</p>}
    </div>
  );
  return (
    <SplitPane
      label="The change"
      list={list}
      detail={selected && <RecordDetail record={selected} readers={readers} payloads={value.payloads} />}
      onClose={() => {
        selectedId.value = undefined;
      }}
    />
  );
}

interface StreamTableOptions {
  readonly table: StackTable;
  readonly records: readonly StreamRecord[];
  readonly readers: readonly Reader[];
  readonly selected: StreamRecord | undefined;
  readonly onSelect: (record: StreamRecord) => void;
}

function StreamTable({ table, records, readers, selected, onSelect }: StreamTableOptions) {
  return (
    <table class="data-table">
      <thead>
        <tr>
          <th scope="col">Change</th>
          <th scope="col">Item</th>
          <th scope="col">Attributes</th>
          <th scope="col">When</th>
          {readers.map((reader) => (
            <th key={reader.id} scope="col">
              <a href={href("functions", reader.function)}>{reader.function}</a>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={idOf(record)} class={record === selected ? "selected" : ""}>
            <td>
              <Badge tone={TONES[record.eventName]}>{record.eventName}</Badge>
              {isExpired(record, table) && <small class="quiet-text"> expired</small>}
            </td>
            <td>
              <button type="button" class="data-row-button mono" onClick={() => onSelect(record)}>
                {keyText(record, table)}
              </button>
            </td>
            <td class="data-wide">{changedNames(record).join(", ") || "–"}</td>
            <td>
              <Since at={record.at} />
            </td>
            {readers.map((reader) => (
              <td key={reader.id}>{readState(reader, record)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const keyText = ({ Keys }: StreamRecord, { keys }: StackTable) =>
  keys.flatMap(({ name }) => (Keys[name] ? [visible(valueText(Keys[name]))] : [])).join(" · ");

function readState(reader: Reader, record: StreamRecord) {
  if (hasRead(reader, record)) return <Badge tone="good">read</Badge>;
  return reader.enabled ? <Badge tone="warn">waits</Badge> : <Badge>off</Badge>;
}

/** Removed after its time to live was over. */
const isExpired = ({ eventName, OldImage, at }: StreamRecord, { ttlAttribute = "" }: StackTable) => {
  const value = OldImage?.[ttlAttribute];
  const expiry = eventName === "REMOVE" && value ? expiryOf(value, at) : undefined;
  return expiry?.kind === "expires" && expiry.leftMs <= 0;
};

/** Names of attributes that differ before and after. */
function changedNames({ OldImage = {}, NewImage = {} }: StreamRecord): readonly string[] {
  const names = [...new Set([...Object.keys(OldImage), ...Object.keys(NewImage)])];
  return names.filter((name) => JSON.stringify(OldImage[name]) !== JSON.stringify(NewImage[name]));
}

interface RecordOptions {
  readonly record: StreamRecord;
  readonly readers: readonly Reader[];
  readonly payloads: boolean;
}

function RecordDetail({ record, readers, payloads }: RecordOptions) {
  const { eventName, at, Keys, OldImage, NewImage, sequenceNumber } = record;
  const waiting = readers.filter((reader) => !hasRead(reader, record));
  return (
    <div class="data-detail">
      <h3>{`${eventName} at ${formatDateTime(at)} UTC`}</h3>
      <p class="quiet-text">{`Record ${sequenceNumber}`}</p>
      {readers.length > 0 && (
        <p>
          {waiting.length === 0
            ? "Every function that reads the stream is done with it."
            : `${formatCount(waiting.length)} of ${formatPlural(readers.length, "reader")} not done with it: ${waiting.map((reader) => reader.function).join(", ")}.`}
        </p>
      )}
      <Image title="Keys" item={Keys} />
      <Image title="Before" item={OldImage} />
      <Image title="After" item={NewImage} />
      {!OldImage && !NewImage && !payloads && <NoPayloads />}
      {!OldImage && !NewImage && payloads && (
        <p class="quiet-text">
          The stream has keys alone. StreamViewType: NEW_AND_OLD_IMAGES in the template shows all.
        </p>
      )}
    </div>
  );
}

const Image = ({ title, item }: { readonly title: string; readonly item: Item | undefined }) =>
  item ? (
    <>
      <h3>{title}</h3>
      <pre class="data-text">{typedJson.write(item)}</pre>
    </>
  ) : null;
