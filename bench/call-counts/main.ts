import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { openSocket } from "../../e2e/support/sockets.ts";
import { root } from "../../e2e/support/system.ts";
import { startEngine } from "../../engine/src/index.ts";
import { type CallCounter, type EnteredFunction, startCallCounter } from "./entered-functions.ts";
import { callList, callTable, type Path } from "./report.ts";

/** Connections before the counted ones, so that functions are warm and nothing is done for the first time. */
const WARM_UP_ROUNDS = 3;

/** Connections that are counted. */
const ROUNDS = 5;

const PATIENCE_MS = 10_000;

/**
 * Counts the files and functions of the engine that one warm request enters. The engine runs in this process, its
 * Lambda functions outside of it, as always. Each window begins right before the client acts: before it opens its
 * socket, sends its message, closes. It ends one turn of the event loop after the client has its answer: the 101, the
 * text, and for the close the report of `$disconnect`'s function, which nobody else hears of. So what the engine does
 * for the journal, metrics and reports of this request is in the window, and nothing that waits for a later time.
 */
async function countCalls(): Promise<readonly Path[]> {
  using counter = await startCallCounter();
  await using engine = await startEngine({
    template: join(root, "bench/call-counts/lifetime/template.yaml"),
    console: false,
  });
  const reports = new EventEmitter();
  engine.journal.subscribe(({ service, type }) => service === "lambda" && type === "report" && reports.emit("report"));
  const measured = { counter, reports, url: `${engine.webSockets[0]?.url}?token=anything` };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await lifetime(measured);
  const rounds: Lifetime[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await lifetime(measured));
  return [
    { what: "handshake to 101", entered: inAll(rounds.map(({ handshake }) => handshake)) },
    { what: "message and answer", entered: inAll(rounds.map(({ message }) => message)) },
    { what: "disconnect", entered: inAll(rounds.map(({ disconnect }) => disconnect)) },
  ];
}

interface Measured {
  readonly url: string;
  readonly counter: CallCounter;
  /** Emits `report` when a function has run. The journal's own `waitFor` would be counted. */
  readonly reports: EventEmitter;
}

/** A connection's functions, from its beginning to its end. */
type Lifetime = Readonly<Record<"handshake" | "message" | "disconnect", readonly EnteredFunction[]>>;

async function lifetime({ url, counter, reports }: Measured): Promise<Lifetime> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { entered: handshake, result } = await counter.during(async () => {
    const socket = await openSocket(url);
    await nextTurn();
    return socket;
  });
  using opened = result;
  const { socket, closed } = opened;
  const { entered: message } = await counter.during(async () => {
    socket.send('{"action":"echo"}');
    await once(socket, "message", { signal });
    await nextTurn();
  });
  const { entered: disconnect } = await counter.during(async () => {
    const reported = once(reports, "report", { signal });
    socket.close(1000);
    await Promise.all([reported, closed]);
    await nextTurn();
  });
  return { handshake, message, disconnect };
}

/** Functions that every round entered: a timer that rings in one of them is not part of the request. */
function inAll([first = [], ...others]: readonly (readonly EnteredFunction[])[]): readonly EnteredFunction[] {
  const keys = others.map((round) => new Set(round.map(keyOf)));
  return first.filter((entered) => keys.every((inRound) => inRound.has(keyOf(entered))));
}

const keyOf = ({ file, offset }: EnteredFunction) => `${file}:${offset}`;

const paths = await countCalls();
process.stdout.write(callTable(paths));
if (process.argv.includes("--list")) process.stdout.write(callList(paths));
