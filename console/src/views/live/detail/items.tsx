import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { aws } from "../../../engine/aws.ts";
import { stack } from "../../../engine/stack.ts";
import type { StackTable } from "../../../engine/stack-parts.ts";
import { type CallDynamoDb, type FoundItems, findItems } from "../../../model/connections/items.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { formatPlural, messageOf, visible } from "../../../ui/format.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import { href } from "../../../ui/links.ts";
import { Empty, Failure } from "../../../ui/messages.tsx";

const call: CallDynamoDb = (operation, input) => aws("dynamodb", `DynamoDB_20120810.${operation}`, input);

interface Search {
  readonly isLooking: boolean;
  readonly found: readonly FoundItems[];
  readonly failures: readonly string[];
}

const NOTHING: Search = { isLooking: true, found: [], failures: [] };

/** Items of the template's tables that mention the connection: its row, its subscriptions, its places. */
export function Items({ connectionId }: { readonly connectionId: string }) {
  const search = useSignal<Search>(NOTHING);
  const tables = stack.value?.tables;
  const look = async () => {
    search.value = { ...search.value, isLooking: true };
    if (tables) search.value = await searchIn(tables, connectionId);
  };
  useEffect(() => void look(), [connectionId, tables]);
  const { isLooking, found, failures } = search.value;
  const withItems = found.filter(({ items }) => items.length > 0);
  if (tables?.length === 0)
    return (
      <Empty title="This template has no table" icon="data">
        <p>Items that hold the connection's id would be shown here.</p>
      </Empty>
    );
  return (
    <div class="live-panel" aria-busy={isLooking}>
      <div class="live-items-head">
        <span class="quiet-text">{isLooking ? "Looking through the tables …" : summaryOf(found)}</span>
        <Button icon="refresh" look="quiet" aria-label="Look again" disabled={isLooking} onClick={look} />
      </div>
      {failures.map((message) => (
        <Failure key={message} message={message} onRetry={look} />
      ))}
      {withItems.map((each) => (
        <TableItems key={each.table.name} found={each} />
      ))}
    </div>
  );
}

async function searchIn(tables: readonly StackTable[], connectionId: string): Promise<Search> {
  const results = await Promise.allSettled(tables.map((table) => findItems(connectionId, table, call)));
  return {
    isLooking: false,
    found: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    failures: results.flatMap((result) => (result.status === "rejected" ? [messageOf(result.reason)] : [])),
  };
}

function summaryOf(found: readonly FoundItems[]): string {
  const count = found.reduce((sum, { items }) => sum + items.length, 0);
  const large = found.filter(({ isComplete }) => !isComplete).map(({ table }) => nameOf(table));
  const rest = large.length === 0 ? "" : ` Of ${large.join(", ")} the first 5,000 items were looked through.`;
  const tables = formatPlural(found.length, "table");
  return `${count === 0 ? "No item" : formatPlural(count, "item")} of ${tables} ${count > 1 ? "mention" : "mentions"} it.${rest}`;
}

const nameOf = ({ logicalId, name }: StackTable) => logicalId ?? name;

function TableItems({ found: { table, items } }: { readonly found: FoundItems }) {
  return (
    <section aria-label={`Items of ${nameOf(table)}`}>
      <h3>
        <a href={href("data", "tables", nameOf(table))}>{visible(nameOf(table))}</a>{" "}
        <span class="quiet-text">{formatPlural(items.length, "item")}</span>
      </h3>
      {items.map(({ key, item }) => (
        <details key={key.join("\n")} class="live-item">
          <summary>
            <code>{key.map(visible).join("  ")}</code>
          </summary>
          <JsonView value={item} label={`item ${key.join(" ")}`} />
        </details>
      ))}
    </section>
  );
}
