import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";

/** Rows drawn above and below those that can be seen. */
const SPARE_ROWS = 6;

interface VirtualRowsOptions<Row> {
  readonly rows: readonly Row[];
  readonly rowHeightPx: number;
  readonly keyOf: (row: Row) => string | number;
  readonly render: (row: Row, index: number) => ComponentChildren;
  /** Names the list. */
  readonly label: string;
  readonly selectedKey?: string | number | undefined;
  readonly onSelect?: (row: Row) => void;
  readonly rowClass?: (row: Row) => string;
  /** Keeps the end in view while it is there: for logs, whose newest row is the last. */
  readonly followsEnd?: boolean;
}

/**
 * A list of which only those rows are in the page that can be seen, so that 10,000 are no burden. Arrow keys, Home, End,
 * PageUp and PageDown move the selection. A row holds no buttons or links of its own: the whole row is one.
 */
export function VirtualRows<Row>(options: VirtualRowsOptions<Row>) {
  const { rows, rowHeightPx, keyOf, render, label, selectedKey, onSelect, rowClass } = options;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const { topPx, heightPx, onScroll } = useViewport(list, options);
  const first = Math.max(0, Math.floor(topPx / rowHeightPx) - SPARE_ROWS);
  const last = Math.min(rows.length, Math.ceil((topPx + heightPx) / rowHeightPx) + SPARE_ROWS);
  const selected = selectedKey === undefined ? -1 : rows.findIndex((row) => keyOf(row) === selectedKey);
  const optionId = (index: number) => `${id}-${index}`;
  const isDrawn = selected >= first && selected < last;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, selected, rows.length, Math.floor(heightPx / rowHeightPx));
    const row = next === undefined ? undefined : rows[next];
    if (next === undefined || row === undefined) return;
    event.preventDefault();
    onSelect?.(row);
    reveal(list.current, next * rowHeightPx, rowHeightPx);
  };
  const onClick = ({ target }: Event) => {
    const index = indexOf(target);
    const row = index === undefined ? undefined : rows[index];
    if (row !== undefined) onSelect?.(row);
  };
  // Its role would ask for an option.
  if (rows.length === 0) return <div class="rows" />;
  return (
    <div
      ref={list}
      class="rows"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      {...(isDrawn && { "aria-activedescendant": optionId(selected) })}
    >
      <div class="rows-all" role="presentation" style={{ height: `${rows.length * rowHeightPx}px` }}>
        {rows.slice(first, last).map((row, offset) => {
          const index = first + offset;
          return (
            <div
              key={keyOf(row)}
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              data-index={index}
              aria-selected={index === selected}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              class={`row ${rowClass?.(row) ?? ""}`}
              style={{ height: `${rowHeightPx}px`, transform: `translateY(${index * rowHeightPx}px)` }}
            >
              {render(row, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The index of the row or option that was clicked. */
export function indexOf(target: EventTarget | null): number | undefined {
  const index = target instanceof Element ? target.closest<HTMLElement>("[data-index]")?.dataset.index : undefined;
  return index === undefined ? undefined : Number(index);
}

/** The part of the list that can be seen. */
function useViewport<Row>(
  list: { readonly current: HTMLDivElement | null },
  { rows, rowHeightPx, followsEnd = false }: VirtualRowsOptions<Row>,
) {
  const topPx = useSignal(0);
  const heightPx = useSignal(0);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      heightPx.value = element.clientHeight;
    });
    observer.observe(element);
    heightPx.value = element.clientHeight;
    return () => observer.disconnect();
  }, [rows.length > 0]);
  useEffect(() => {
    const element = list.current;
    if (followsEnd && isAtEnd.current && element) element.scrollTop = element.scrollHeight;
  }, [rows.length, followsEnd, heightPx.value]);
  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    topPx.value = element.scrollTop;
    isAtEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeightPx;
  };
  return { topPx: topPx.value, heightPx: heightPx.value, onScroll };
}

/** The row that a key leads to; undefined when it leads to none. */
export function nextIndex(key: string, current: number, count: number, page: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current < 0 ? count - 1 : current - 1,
    PageDown: current + Math.max(1, page),
    PageUp: current - Math.max(1, page),
    Home: 0,
    End: count - 1,
  };
  const target = Object.hasOwn(targets, key) ? targets[key] : undefined;
  return target === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, target));
}

function reveal(list: HTMLElement | null, topPx: number, rowHeightPx: number): void {
  if (!list) return;
  const bottomPx = topPx + rowHeightPx;
  if (topPx < list.scrollTop) list.scrollTop = topPx;
  else if (bottomPx > list.scrollTop + list.clientHeight) list.scrollTop = bottomPx - list.clientHeight;
}
