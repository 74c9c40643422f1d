import { useClient, useConnectionState } from "@portcullis/client/react";

type Status = ReturnType<typeof useConnectionState>;

/** Says how the connection is, and closes and opens it. */
export function Connection() {
  const client = useClient();
  const status = useConnectionState();
  const isOff = status.state === "disconnected" && !status.willReconnect;
  return (
    <>
      <p className={`connection ${status.state}`} role="status">
        {wordsFor(status)}
      </p>
      {status.state === "disconnected" && <p className="hint">What happens now comes once you are back.</p>}
      <button type="button" className="button" onClick={() => (isOff ? client?.connect() : client?.disconnect())}>
        {isOff ? "Go online" : "Go offline"}
      </button>
    </>
  );
}

function wordsFor(status: Status): string {
  if (status.state === "connected") return "Connected";
  if (status.state === "connecting") return "Connecting…";
  if (status.code === "client_disconnected") return "Offline";
  if (status.code === "offline") return "No network";
  return status.willReconnect ? "Connection lost, trying again" : status.reason;
}
