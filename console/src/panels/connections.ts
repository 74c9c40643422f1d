import type { ConnectionRow, ConnectionTable, RefusedHandshake } from "../connection-table.ts";
import { byId, code, createPainter, element } from "../dom.ts";
import { formatTime, visible } from "../format.ts";

const MOST_ROWS = 50;

/** Shows live connections, and handshakes that were refused. Returns a function to call when the table has changed. */
export function createConnectionsPanel(table: ConnectionTable): () => void {
  const count = byId("connection-count", HTMLElement);
  const rows = byId("connections", HTMLTableSectionElement);
  const more = byId("connections-more", HTMLElement);
  const refusedCount = byId("refused-count", HTMLElement);
  const refused = byId("refused", HTMLOListElement);

  return createPainter(() => {
    const { open } = table;
    count.textContent = String(open.length);
    rows.replaceChildren(...open.slice(0, MOST_ROWS).map(connectionRow));
    more.textContent = open.length > MOST_ROWS ? `and ${open.length - MOST_ROWS} more` : "";
    refusedCount.textContent = String(table.refusedCount);
    refused.replaceChildren(...table.refused.map(refusedLine));
  });
}

function connectionRow({ connectedAt, connectionId, stage, received, posted }: ConnectionRow): HTMLElement {
  return element(
    "tr",
    "",
    element("td", "", formatTime(connectedAt)),
    element("td", "", code(visible(connectionId))),
    element("td", "", visible(stage)),
    element("td", "number", String(received)),
    element("td", "number", String(posted)),
  );
}

function refusedLine({ at, status, reason }: RefusedHandshake): HTMLElement {
  return element("li", "", formatTime(at), element("strong", "bad", visible(status)), code(visible(reason)));
}
