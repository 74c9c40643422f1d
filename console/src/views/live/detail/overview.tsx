import { engineSecond } from "../../../engine/clock.ts";
import { entries } from "../../../engine/journal/journal.ts";
import { closeMeaning } from "../../../model/connections/close-codes.ts";
import { traceIdOf } from "../../../model/connections/trace-id.ts";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { type Fact, Facts } from "../../../ui/facts.tsx";
import { formatAge, formatBytes, formatDateTime, formatDuration, formatPlural, visible } from "../../../ui/format.ts";
import { href } from "../../../ui/links.ts";
import type { ConnectionDetail } from "../use-connection.ts";

/** The facts about a connection that people look for first. */
export function Overview({ detail }: { readonly detail: ConnectionDetail }) {
  return (
    <div class="live-panel">
      <Ending detail={detail} />
      <Facts facts={factsOf(detail, engineSecond())} />
    </div>
  );
}

function factsOf(detail: ConnectionDetail, now: number): readonly Fact[] {
  const { api, apiId, stage, domainName, connectedAt, lastActiveAt, endedAt, identity, requestId } = detail;
  const isOpen = endedAt === undefined;
  return [
    ["User", detail.user === undefined ? <span class="quiet-text">{nobody(detail)}</span> : visible(detail.user)],
    ["API", visible(`${api} (${apiId})`)],
    ["Stage", visible(stage)],
    [detail.refused ? "Asked" : "Connected", `${formatDateTime(connectedAt)} UTC`],
    ["Age", isOpen ? formatAge(now - connectedAt) : undefined],
    ["Lasted", isOpen || detail.refused ? undefined : formatDuration(endedAt - connectedAt)],
    ["Idle", isOpen ? formatAge(now - lastActiveAt) : undefined],
    ["In", trafficOf(detail.framesIn, detail.bytesIn, isOpen)],
    ["Out", trafficOf(detail.framesOut, detail.bytesOut, isOpen)],
    ["Last route", detail.lastRoute && <code>{visible(detail.lastRoute)}</code>],
    ["Source IP", visible(identity.sourceIp ?? "")],
    ["User agent", visible(identity.userAgent ?? "")],
    ["Host", visible(domainName)],
    [
      "Handshake",
      <span class="live-copied">
        <code>{requestId}</code>
        <CopyButton text={requestId} label="Copy the request id" />
      </span>,
    ],
  ];
}

const nobody = ({ refused }: ConnectionDetail) => (refused ? "none: it was refused" : "none: no authorizer named one");

const trafficOf = (frames: number, bytes: number, isOpen: boolean) =>
  frames === 0 ? (isOpen ? "nothing yet" : "nothing") : `${formatPlural(frames, "frame")}, ${formatBytes(bytes)}`;

const CLOSERS: Readonly<Record<string, string>> = {
  client: "by the client",
  gateway: "by API Gateway's own rules",
  management: "by DELETE @connections",
  engine: "by the engine, which stopped",
  control: "from the console or a control endpoint",
};

/** The reasons of an authorizer speak of it as "it". */
const inFull = (reason: string) => reason.replace(/^it(s?) /, (_, s) => (s ? "the authorizer's " : "the authorizer "));

/** The trace of the handshake that was refused, as long as the journal has it. */
function refusalTrace(connectionId: string): string | undefined {
  const refusal = entries().find(({ type, data }) => type === "refuse" && data.connectionId === connectionId);
  return refusal && traceIdOf(refusal);
}

/** Says how it ended, in a sentence. */
function Ending({ detail: { connectionId, close, refused, endedAt } }: { readonly detail: ConnectionDetail }) {
  if (endedAt === undefined) return null;
  const when = `${formatDateTime(endedAt)} UTC`;
  if (refused) {
    const traceId = refusalTrace(connectionId);
    return (
      <p class="live-ending bad-ending">
        <strong>{`Refused with ${refused.status}`}</strong>
        {`: ${visible(inFull(refused.reason))}. ${when} `}
        {traceId !== undefined && <a href={href("traces", traceId)}>Its trace</a>}
      </p>
    );
  }
  if (!close) return null;
  const reason = close.reason === "" ? "without a reason" : `“${visible(close.reason)}”`;
  return (
    <p class="live-ending">
      <strong>{`Closed with ${close.code}`}</strong>
      {` (${closeMeaning(close.code)}), ${reason}, ${CLOSERS[close.by] ?? close.by}. ${when}`}
    </p>
  );
}
