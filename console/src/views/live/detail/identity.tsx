import { type Fact, Facts } from "../../../ui/facts.tsx";
import { formatDateTime, visible } from "../../../ui/format.ts";
import { Empty } from "../../../ui/messages.tsx";
import type { ConnectionDetail } from "../use-connection.ts";

/** Claims that are seconds since 1970 (RFC 7519; OpenID Connect). */
const TIMES: ReadonlySet<string> = new Set(["exp", "iat", "nbf", "auth_time"]);

const factsOf = (values: Readonly<Record<string, string>>): readonly Fact[] =>
  Object.entries(values).map(([name, value]) => [visible(name), withTime(name, visible(value))]);

function withTime(name: string, value: string): string {
  const ms = Number(value) * 1000;
  return TIMES.has(name) && ms > 0 && ms <= LATEST_MS ? `${value} · ${formatDateTime(ms)} UTC` : value;
}

/** The last moment that `Date` knows. */
const LATEST_MS = 8.64e15;

/** Identity of the client: by its authorizer, and by what its network says. */
export function Identity({ detail: { authorizer, identity, payloads } }: { readonly detail: ConnectionDetail }) {
  return (
    <div class="live-panel">
      <h3>Authorizer</h3>
      {authorizer && <Facts facts={factsOf(authorizer)} />}
      {!authorizer && (
        <Empty title={payloads ? "No authorizer has let it in" : "The engine keeps no authorizer context"}>
          <p>
            {payloads
              ? "The $connect route has none, or the handshake was refused before it answered."
              : "Start it with --payloads to keep what messages and handshakes hold."}
          </p>
        </Empty>
      )}
      <h3>Network</h3>
      <Facts facts={factsOf(identity)} />
    </div>
  );
}
