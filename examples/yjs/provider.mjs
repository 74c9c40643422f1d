// Keeps a document of Yjs together with everybody else's, over one WebSocket. In a browser: without the import of ws.
import { WebSocket } from "ws";
import * as Y from "yjs";

/** Connects a document. Resolves once all is there that others wrote; `socket` emits `close` when the connection is lost. */
export function connectDocument(doc, url, name, token) {
  const socket = new WebSocket(`${url}?doc=${encodeURIComponent(name)}`, ["yjs", token]);
  const sendUpdate = (update) =>
    socket.send(JSON.stringify({ action: "update", update: Buffer.from(update).toString("base64") }));
  const onUpdate = (update, origin) => {
    if (origin !== socket && socket.readyState === WebSocket.OPEN) sendUpdate(update);
  };
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ action: "open" }));
    // Who comes back brings what they wrote meanwhile.
    if (doc.store.clients.size > 0) sendUpdate(Y.encodeStateAsUpdate(doc));
    doc.on("update", onUpdate);
  });
  socket.addEventListener("close", () => doc.off("update", onUpdate));
  return new Promise((resolve, reject) => {
    socket.addEventListener("error", reject);
    socket.addEventListener("message", ({ data }) => {
      const { update, opened, error } = JSON.parse(data);
      if (update) Y.applyUpdate(doc, Buffer.from(update, "base64"), socket);
      if (opened) resolve(socket);
      if (error) console.error(error);
    });
  });
}
