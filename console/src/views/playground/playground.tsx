import { useEffect } from "preact/hooks";
import { health } from "../../engine/health.ts";
import { stack } from "../../engine/stack.ts";
import { Button } from "../../ui/controls/button.tsx";
import { formatPlural } from "../../ui/format.ts";
import type { ViewProps } from "../view.ts";
import { SocketPanel } from "./panel/socket-panel.tsx";
import { addSession, removeSession, sessions } from "./session/sessions.ts";
import "./playground.css";

/** Sockets side by side, to try an API by hand. `#/playground?message=…` brings a message. */
export function Playground({ query }: ViewProps) {
  const isKnown = health.value !== undefined && stack.value !== undefined;
  useEffect(() => {
    if (isKnown && sessions.value.length === 0) addSession();
  }, [isKnown]);
  const open = sessions.value.filter(({ state }) => state.value === "open").length;
  return (
    <>
      <div class="toolbar">
        <Button icon="plus" onClick={() => addSession()}>
          New socket
        </Button>
        <span class="quiet-text">{`${formatPlural(sessions.value.length, "socket")}, ${open} open`}</span>
        <span class="space" />
        {open > 1 && (
          <Button look="quiet" onClick={() => sessions.value.forEach((session) => void session.close(1000, ""))}>
            Close all
          </Button>
        )}
      </div>
      <div class="sockets">
        {sessions.value.map((session, index) => (
          <SocketPanel
            key={session.id}
            session={session}
            title={`Socket ${index + 1}`}
            message={index === 0 ? query.get("message") : null}
            {...(sessions.value.length > 1 && { onRemove: () => removeSession(session) })}
          />
        ))}
      </div>
    </>
  );
}
