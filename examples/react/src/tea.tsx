import { useConnectionState, useEntityState, usePresence } from "@portcullis/client/react";

export interface TeaProps {
  onDrink(): Promise<unknown>;
}

/** Shows the cups of today, and who sees them at this moment. */
export function Tea({ onDrink }: TeaProps) {
  const { state } = useConnectionState();
  const { values, isKnown } = useEntityState<number>("tea:today");
  const { users } = usePresence("tea:today");
  return (
    <>
      <h1>Cups of tea: {isKnown ? (values.get("cups") ?? 0) : "…"}</h1>
      <button type="button" disabled={state !== "connected"} onClick={() => onDrink().catch(console.error)}>
        One more
      </button>
      <p role="status">{state === "connected" ? `Here: ${users.join(", ")}` : state}</p>
    </>
  );
}
