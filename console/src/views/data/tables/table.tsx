import { useSignal } from "@preact/signals";
import type { StackKey, StackTable } from "../../../engine/stack-parts.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { Tabs } from "../../../ui/layout/tabs.tsx";
import { Head } from "../shared/head.tsx";
import { NoticeLine, useNotice } from "../shared/notice.tsx";
import { Items } from "./items.tsx";
import { Stream } from "./stream.tsx";

/** A table: its items and its stream. */
export function TableView({ table, tab: firstTab }: { readonly table: StackTable; readonly tab: string | undefined }) {
  const tab = useSignal(firstTab ?? "items");
  const notice = useNotice();
  const tabs = [
    { id: "items", title: "Items" },
    ...(table.stream === undefined ? [] : [{ id: "stream", title: "Stream" }]),
    { id: "about", title: "About" },
  ];
  return (
    <div class="data-page">
      <Head resource={table} badges={table.ttlAttribute && <Badge>{`expires by ${table.ttlAttribute}`}</Badge>} />
      <NoticeLine notice={notice} />
      <Tabs label="Parts of the table" tabs={tabs} selected={tab.value} onSelect={(id) => (tab.value = id)}>
        {tab.value === "items" && <Items table={table} notice={notice} />}
        {tab.value === "stream" && <Stream table={table} />}
        {tab.value === "about" && <About table={table} />}
      </Tabs>
    </div>
  );
}

const ROLES: Readonly<Record<StackKey["role"], string>> = { HASH: "partition key", RANGE: "sort key" };
const TYPES: Readonly<Record<StackKey["type"], string>> = { S: "string", N: "number", B: "binary" };

const keysText = (keys: readonly StackKey[]) =>
  keys.map(({ name, role, type }) => `${name} (${TYPES[type]}, ${ROLES[role]})`).join(", ");

function About({ table }: { readonly table: StackTable }) {
  return (
    <div class="data-detail">
      <Facts
        facts={[
          ["Keys", keysText(table.keys)],
          ...table.indexes.map(({ name, kind, keys }) => [`Index ${name}`, `${keysText(keys)} · ${kind}`] as const),
          ["Time to live", table.ttlAttribute ?? "none"],
          ["Stream", table.stream ?? "none"],
          ["ARN", <code key="arn">{table.arn}</code>],
        ]}
      />
    </div>
  );
}
