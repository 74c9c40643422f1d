import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Badge, type Tone } from "../../../ui/badge.tsx";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { visible } from "../../../ui/format.ts";
import { type Tab, Tabs } from "../../../ui/layout/tabs.tsx";
import { href } from "../../../ui/links.ts";
import { Failure } from "../../../ui/messages.tsx";
import { stateOf, toneOf } from "../row.tsx";
import { type ConnectionDetail, useConnection } from "../use-connection.ts";
import { Actions } from "./actions.tsx";
import { Frames } from "./frames.tsx";
import { Headers } from "./headers.tsx";
import { Identity } from "./identity.tsx";
import { Items } from "./items.tsx";
import { Overview } from "./overview.tsx";
import { Trace } from "./trace.tsx";

interface TabRow extends Tab {
  readonly content: (detail: ConnectionDetail) => ComponentChildren;
}

const TABS: readonly TabRow[] = [
  { id: "overview", title: "Overview", content: (detail) => <Overview detail={detail} /> },
  { id: "frames", title: "Frames", content: (detail) => <Frames detail={detail} /> },
  { id: "identity", title: "Identity", content: (detail) => <Identity detail={detail} /> },
  { id: "headers", title: "Headers", content: (detail) => <Headers detail={detail} /> },
  { id: "trace", title: "Trace", content: ({ connectionId }) => <Trace connectionId={connectionId} /> },
  { id: "items", title: "Items", content: ({ connectionId }) => <Items connectionId={connectionId} /> },
];

/** All about one connection. */
export function Connection({ id, tab }: { readonly id: string; readonly tab: string }) {
  const { detail, failure } = useConnection(id);
  const place = useRef<HTMLDivElement>(null);
  const selected = useSignal(TABS.some((each) => each.id === tab) ? tab : "overview");
  const { value } = detail;
  if (!value) {
    if (failure.value === undefined) return <div class="live-waits" aria-busy="true" />;
    return (
      <Failure message={failure.value}>
        <p>The engine keeps the last 1,000 that have ended. Choose another one in the list.</p>
      </Failure>
    );
  }
  const select = (tabId: string) => {
    selected.value = tabId;
    history.replaceState(null, "", `${href("connections", id)}?tab=${tabId}`);
  };
  const write = () => {
    select("frames");
    // Once the tab is there.
    requestAnimationFrame(() => place.current?.querySelector("textarea")?.focus());
  };
  const count = value.framesIn + value.framesOut;
  return (
    <div class="live-detail" ref={place}>
      <Title detail={value} />
      {value.endedAt === undefined && <Actions id={id} onSend={write} />}
      <Tabs
        label="About the connection"
        tabs={TABS.map((each) => (each.id === "frames" ? { ...each, count } : each))}
        selected={selected.value}
        onSelect={select}
      >
        {TABS.find((each) => each.id === selected.value)?.content(value)}
      </Tabs>
    </div>
  );
}

function Title({ detail }: { readonly detail: ConnectionDetail }) {
  const { connectionId, user } = detail;
  const tone = toneOf(detail) as Tone;
  return (
    <header class="live-title">
      <h2 class="ellipsis">{user === undefined ? "Connection" : visible(user)}</h2>
      <Badge tone={tone}>{stateOf(detail)}</Badge>
      <span class="live-title-id">
        <code class="ellipsis">{visible(connectionId)}</code>
        <CopyButton text={connectionId} label="Copy the connection's id" />
      </span>
    </header>
  );
}
