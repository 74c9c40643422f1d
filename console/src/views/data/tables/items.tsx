import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onEntries } from "../../../engine/journal/journal.ts";
import type { StackTable } from "../../../engine/stack-parts.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { formatPlural, messageOf } from "../../../ui/format.ts";
import { SplitPane } from "../../../ui/layout/split-pane.tsx";
import { Empty } from "../../../ui/messages.tsx";
import type { Notice } from "../shared/notice.tsx";
import { columnsOf, type Item } from "./attribute-values.ts";
import { isWrite, type Page, readPage } from "./calls.ts";
import { ItemEditor } from "./item-editor.tsx";
import { ItemGrid } from "./item-grid.tsx";
import { ReadFormView } from "./read-form.tsx";
import { type ReadForm, WHOLE_TABLE } from "./read-input.ts";

/** The pages that were read so far. */
interface Reading {
  readonly form: ReadForm;
  readonly items: readonly Item[];
  readonly scanned: number;
  readonly pages: number;
  readonly next?: Item;
}

const NOTHING_YET: Reading = { form: WHOLE_TABLE, items: [], scanned: 0, pages: 0 };

const withPage = (reading: Reading, { items, scanned, next }: Page): Reading => ({
  form: reading.form,
  items: [...reading.items, ...items],
  scanned: reading.scanned + scanned,
  pages: reading.pages + 1,
  ...(next && { next }),
});

/** Reads of a table in pages, and what has changed since. */
function useReading(table: StackTable) {
  const reading = useSignal(NOTHING_YET);
  const problem = useSignal<string | undefined>(undefined);
  const isStale = useSignal(false);
  const read = async (from: Reading) => {
    try {
      const page = await readPage(table, from.form, from.next);
      reading.value = withPage(from, page);
      problem.value = undefined;
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const run = (form: ReadForm) => {
    isStale.value = false;
    return read({ ...NOTHING_YET, form });
  };
  useEffect(() => {
    void run(WHOLE_TABLE);
    return onEntries((entries, isAnew) => {
      if (!isAnew && entries.some(isWrite)) isStale.value = true;
    });
  }, [table.name]);
  return {
    reading: reading.value,
    problem: problem.value,
    isStale: isStale.value,
    run,
    more: () => read(reading.value),
  };
}

/** The item that is open beside the others. */
type Opened = { readonly item: Item | undefined; readonly id: number } | undefined;

/** The items of a table: read, edited, added and deleted. */
export function Items({ table, notice }: { readonly table: StackTable; readonly notice: Notice }) {
  const { reading, problem, isStale, run, more } = useReading(table);
  const opened = useSignal<Opened>(undefined);
  const open = (item: Item | undefined) => {
    opened.value = { item, id: (opened.value?.id ?? 0) + 1 };
  };
  const close = () => {
    opened.value = undefined;
  };
  const columns = columnsOf(
    reading.items,
    table.keys.map(({ name }) => name),
  );
  // A page that was read whole is read again by itself.
  useEffect(() => {
    if (isStale && reading.pages === 1 && !opened.value) void run(reading.form);
  }, [isStale, reading.pages, opened.value]);
  const list = (
    <>
      <ReadFormView table={table} form={reading.form} names={columns} problem={problem} onRun={run} />
      <div class="toolbar data-summary">
        <span>{summaryOf(reading)}</span>
        {isStale && (
          <Button icon="refresh" onClick={() => run(reading.form)}>
            Items were written: read again
          </Button>
        )}
        <span class="space" />
        <Button icon="plus" onClick={() => open(undefined)}>
          Add an item
        </Button>
      </div>
      {reading.pages > 0 && reading.items.length === 0 && !reading.next ? (
        <NoItems form={reading.form} />
      ) : (
        <ItemGrid table={table} items={reading.items} columns={columns} selected={opened.value?.item} onOpen={open}>
          {reading.next && (
            <div class="data-more">
              <Button onClick={more}>Read 50 more</Button>
            </div>
          )}
        </ItemGrid>
      )}
    </>
  );
  const detail = opened.value && (
    <ItemEditor
      key={opened.value.id}
      table={table}
      item={opened.value.item}
      onDone={(said) => {
        close();
        void notice.tell(async () => said);
        void run(reading.form);
      }}
    />
  );
  return <SplitPane label="The item" list={list} detail={detail} onClose={close} />;
}

function summaryOf({ items, scanned, next, pages }: Reading): string {
  if (pages === 0) return "Reading …";
  const left = scanned === items.length ? "" : ` of ${scanned} that were looked at`;
  return `${formatPlural(items.length, "item")}${left}${next ? ", more follow" : ""}`;
}

function NoItems({ form }: { readonly form: ReadForm }) {
  const isWhole = form.mode === "scan" && form.index === "" && form.filters.length === 0;
  return isWhole ? (
    <Empty title="The table is empty" icon="data">
      <p>What functions write shows up here by itself. “Add an item” writes one by hand.</p>
    </Empty>
  ) : (
    <Empty title="No item fits" icon="search">
      <p>Other keys or fewer filters find more; a scan without filters shows all items.</p>
    </Empty>
  );
}
