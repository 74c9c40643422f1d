import type { ViewProps } from "../view.ts";
import "./live.css";
import { SplitPane } from "../../ui/layout/split-pane.tsx";
import { goTo } from "../../ui/links.ts";
import { Connection } from "./detail/connection.tsx";
import { ConnectionList } from "./list.tsx";

/** All connections, and beside them all about one. */
export function Live({ segments, query }: ViewProps) {
  const id = segments[0] === "connections" ? segments[1] : undefined;
  return (
    <SplitPane
      label="Connection"
      onClose={() => goTo("live")}
      list={<ConnectionList selected={id} />}
      detail={id !== undefined && <Connection key={id} id={id} tab={query.get("tab") ?? "overview"} />}
    />
  );
}
