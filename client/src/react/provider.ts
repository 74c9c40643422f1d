import { createContext, createElement, type ReactNode, useContext } from "react";
import type { Client } from "../client.ts";

const ClientContext = createContext<Client | null | undefined>(undefined);

export interface ProviderProps {
  /** Made once, outside of components; `null` where there is none, as on a server: hooks then wait. */
  readonly client: Client | null;
  readonly children?: ReactNode;
}

/** Gives the client to the hooks below. Connecting and closing it is its maker's business. */
export const PortcullisProvider = ({ client, children }: ProviderProps) =>
  createElement(ClientContext.Provider, { value: client }, children);

/** Returns the client of the provider above. Throws an `Error` where there is no provider. */
export function useClient(): Client | null {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error("There is no <PortcullisProvider> above this component.");
  return client;
}
