import { Facts } from "../../../ui/facts.tsx";
import { visible } from "../../../ui/format.ts";
import { Empty } from "../../../ui/messages.tsx";
import type { ConnectionDetail, MultiValues } from "../use-connection.ts";

/** Query and headers of the handshake, as `$connect` got them. */
export function Headers({ detail: { headers, query } }: { readonly detail: ConnectionDetail }) {
  if (!headers)
    return (
      <Empty title="The engine keeps no headers" icon="eye">
        <p>
          It was started with <code>--no-payloads</code>, or other machines can reach it. Start it with{" "}
          <code>--payloads</code> to see them.
        </p>
      </Empty>
    );
  return (
    <div class="live-panel">
      {query && Object.keys(query).length > 0 && <h3>Query</h3>}
      {query && <Values values={query} />}
      <h3>Headers</h3>
      <Values values={headers} />
      <p class="quiet-text">Tokens and secrets are masked by the engine.</p>
    </div>
  );
}

function Values({ values }: { readonly values: MultiValues }) {
  const facts = Object.entries(values).flatMap(([name, each]) =>
    each.map((value, index) => [index === 0 ? visible(name) : "", visible(value)] as const),
  );
  return (
    <div class="live-values">
      <Facts facts={facts} />
    </div>
  );
}
