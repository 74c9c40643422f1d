import { setTimeout as sleep } from "node:timers/promises";
import { sendInFrames } from "./messages.ts";
import { SILENCE } from "./peer.ts";
import type { Deed, Scene } from "./world.ts";

/** A close handshake takes 4 s at most, and a busy machine longer. */
const PATIENCE_MS = 30_000;

async function codeOf({ peer }: Scene): Promise<string> {
  const impatience = new AbortController();
  const late = sleep(PATIENCE_MS, "stays open", { signal: impatience.signal }).catch(() => "");
  const outcome = await Promise.race([peer.closed.then((code) => `closed ${code}`), late]);
  impatience.abort();
  return outcome;
}

interface Ending {
  readonly kind: string;
  readonly weight: number;
  readonly code: number;
  readonly begin: (scene: Scene) => unknown;
}

const ending = ({ kind, weight, code, begin }: Ending): Deed => ({
  kind,
  weight,
  allowed: () => [`closed ${code}`],
  async run(scene) {
    await begin(scene);
    return codeOf(scene);
  },
});

/** Of a text frame that says it has 100 bytes: its head and some of them. */
const HALF_A_FRAME = Buffer.from([0x81, 0x80 | 100, 0, 0, 0, 0, 0x7b, 0x22]);
const UNMASKED = Buffer.from([0x81, 0x02, 0x68, 0x69]);
const RESERVED_OPCODE = Buffer.from([0x83, 0x80, 0, 0, 0, 0]);
const NO_UTF8 = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]);

const FRAME_BYTES = 33 * 1024;
const MESSAGE_BYTES = 129 * 1024;

const CLIENTS_OWN: readonly Deed[] = [
  ending({ kind: "close", weight: 40, code: 1000, begin: ({ peer }) => peer.socket.close(1000) }),
  ending({ kind: "close without a code", weight: 10, code: 1005, begin: ({ peer }) => peer.socket.close() }),
  ending({ kind: "drop of the TCP connection", weight: 15, code: 1006, begin: ({ peer }) => peer.socket.terminate() }),
  ending({
    kind: "reset of the TCP connection",
    weight: 10,
    code: 1006,
    begin: ({ peer }) => peer.tcp.resetAndDestroy(),
  }),
  ending({
    kind: "drop within a frame",
    weight: 5,
    code: 1006,
    begin: ({ peer }) => peer.tcp.write(HALF_A_FRAME, () => peer.tcp.destroy()),
  }),
  ending({
    kind: "drop while functions run",
    weight: 10,
    code: 1006,
    begin({ peer, n }) {
      for (const action of ["echo", "echo", "store", "hang", "late"])
        peer.socket.send(JSON.stringify({ action, n, key: 0 }));
      peer.tcp.end(() => peer.tcp.destroy());
    },
  }),
];

const GATEWAYS: readonly Deed[] = [
  ending({ kind: "binary frame", weight: 5, code: 1003, begin: ({ peer }) => peer.socket.send(Buffer.from("binary")) }),
  ending({
    kind: "frame of more than 32 KB",
    weight: 5,
    code: 1009,
    begin: ({ peer }) => peer.socket.send("x".repeat(FRAME_BYTES)),
  }),
  ending({
    kind: "message of more than 128 KB",
    weight: 5,
    code: 1009,
    begin: (scene) => sendInFrames(scene, "x".repeat(MESSAGE_BYTES)),
  }),
  ending({ kind: "frame without a mask", weight: 4, code: 1002, begin: ({ peer }) => peer.tcp.write(UNMASKED) }),
  ending({ kind: "reserved opcode", weight: 4, code: 1002, begin: ({ peer }) => peer.tcp.write(RESERVED_OPCODE) }),
  ending({ kind: "text that is no UTF-8", weight: 4, code: 1007, begin: ({ peer }) => peer.tcp.write(NO_UTF8) }),
  {
    kind: "delete",
    weight: 10,
    allowed: () => ["204, closed 1000"],
    run: async (scene) => `${await scene.world.calls.remove(scene.connectionId)}, ${await codeOf(scene)}`,
  },
];

const POST_BYTES = 100 * 1024;

/** With 15 MB every buffer of a kernel's loopback is full. */
const MOST_POSTS = 150;

const LONGEST_NAP_MS = 5_000;

/** Does not read while it is posted to, until it is refused; then goes away, or reads all of it. */
const slowReader: Deed = {
  kind: "reader that does not read",
  weight: 4,
  allowed: () => ["refused, then gone", "refused, then all came"],
  async run(scene) {
    const { peer, world, chance, connectionId } = scene;
    const isLeaving = chance.happens(0.5);
    const napMs = chance.random() * LONGEST_NAP_MS;
    peer.socket.pause();
    let taken = 0;
    let answer = "200";
    for (; answer === "200" && taken < MOST_POSTS; taken++) {
      answer = await world.calls.post(connectionId, `${taken} `.padEnd(POST_BYTES, "x"));
      if (answer !== "200") break;
    }
    await sleep(napMs);
    if (answer !== "LimitExceededException") return `${answer} after ${taken} posts`;
    if (!isLeaving) return `refused, then ${await readAll(scene, taken)}`;
    peer.socket.terminate();
    return "refused, then gone";
  },
};

async function readAll({ peer }: Scene, taken: number): Promise<string> {
  peer.socket.resume();
  for (let number = 0; number < taken; number++) {
    const text = await peer.next();
    if (!text.startsWith(`${number} `)) return `${text.slice(0, 20)} in place of ${number} of ${taken}`;
  }
  peer.socket.close(1000);
  const [last] = await Promise.all([peer.next(), peer.closed]);
  return last === "closed 1000" || last === SILENCE ? "all came" : `${last.slice(0, 20)} came besides`;
}

/** The ways in which a connection ends. */
export const ENDINGS: readonly Deed[] = [...CLIENTS_OWN, ...GATEWAYS, slowReader];
