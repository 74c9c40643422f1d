import type { ComponentChildren } from "preact";
import type { StackTable } from "../../../engine/stack-parts.ts";
import { type Item, keyOf } from "./attribute-values.ts";
import { Cell, ExpiryCell } from "./cell.tsx";

/** More columns are seen in the item itself. */
const MOST_COLUMNS = 40;

interface ItemGridOptions {
  readonly table: StackTable;
  readonly items: readonly Item[];
  readonly columns: readonly string[];
  readonly selected: Item | undefined;
  readonly onOpen: (item: Item) => void;
  /** Below the last row. */
  readonly children: ComponentChildren;
}

/** Items in rows, their keys first. */
export function ItemGrid({ table, items, columns, selected, onOpen, children }: ItemGridOptions) {
  const [first = "", ...others] = columns.slice(0, MOST_COLUMNS);
  const keys = table.keys.map(({ name }) => name);
  const isTtl = (name: string) => name === table.ttlAttribute;
  const isNumber = (name: string, item: Item | undefined) => item?.[name]?.N !== undefined && !isTtl(name);
  const classOf = (name: string) =>
    isNumber(
      name,
      items.find((item) => item[name]),
    )
      ? "number"
      : "";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus
    <section class="data-scroll" aria-label="Items" tabIndex={0}>
      <table class="data-table grid">
        <thead>
          <tr>
            {[first, ...others].map((name) => (
              <th key={name} scope="col" class={classOf(name)}>
                {name}
                {keys.includes(name) && (
                  <small class="data-role">
                    {table.keys.find((key) => key.name === name)?.role === "HASH" ? " partition key" : " sort key"}
                  </small>
                )}
                {isTtl(name) && <small class="data-role"> time to live</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={JSON.stringify(keyOf(item, keys))} class={item === selected ? "selected" : ""}>
              <th scope="row">
                <button type="button" class="data-row-button" onClick={() => onOpen(item)}>
                  <Cell value={item[first]} />
                </button>
              </th>
              {others.map((name) => (
                <td key={name} class={item[name] ? (isNumber(name, item) ? "number" : "") : classOf(name)}>
                  {isTtl(name) ? <ExpiryCell value={item[name]} /> : <Cell value={item[name]} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {children}
    </section>
  );
}
