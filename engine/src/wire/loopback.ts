import { isIPv4 } from "node:net";

/**
 * Tells whether other machines cannot reach a host: nothing that listens there needs anybody's leave, and no call to
 * there leaves this machine. `host`: a name or an address, the latter in a URL's brackets or without.
 */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  return address === "localhost" || address === "::1" || (isIPv4(address) && address.startsWith("127."));
}
