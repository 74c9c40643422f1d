import { addressOf, subprotocolsOf } from "../handshake/draft.ts";
import type { OpenTransport } from "./transport.ts";

/** Opens a socket as any page does. */
export const openByBrowser: OpenTransport = (draft, listener) => {
  const socket = new WebSocket(addressOf(draft)?.href ?? "", [...subprotocolsOf(draft)]);
  socket.binaryType = "arraybuffer";
  let isOpen = false;
  socket.onopen = () => {
    isOpen = true;
    listener.opened(socket.protocol);
  };
  socket.onmessage = ({ data }) => listener.message(typeof data === "string" ? data : new Uint8Array(data));
  socket.onclose = ({ code, reason }) => (isOpen ? listener.closed(code, reason) : listener.refused({}));
  return {
    send: (payload) => socket.send(payload),
    close: (code, reason) => socket.close(code, reason),
  };
};
