import { useConnectionState } from "@portcullis/client/react";
import { type ReactNode, useState } from "react";
import type { UserId } from "../../shared/shop.ts";
import { send } from "../send.ts";

export interface Sending {
  /** Sends, and resolves with true once it was taken. */
  readonly send: (text?: string) => Promise<boolean>;
  /** True while there is no connection: what is done should be seen. */
  readonly isDisabled: boolean;
  readonly problem: ReactNode;
}

/** Returns how to send something to the shop, and why it failed. */
export function useSending(userId: UserId, what: "step" | "note" | "question"): Sending {
  const { state } = useConnectionState();
  const [reason, setReason] = useState<string>();

  async function attempt(text?: string): Promise<boolean> {
    setReason(undefined);
    try {
      await send(userId, what, text);
      return true;
    } catch (error) {
      setReason((error as Error).message);
      return false;
    }
  }

  return {
    send: attempt,
    isDisabled: state !== "connected",
    problem: reason && (
      <p className="problem" role="alert">
        {reason}
      </p>
    ),
  };
}
