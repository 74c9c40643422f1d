import type { Deed, Scene, World } from "./world.ts";

const ANSWERED = "answered";
const FAULT = "Internal server error";

/** A frame in a word: an error frame of the gateway by its message, an answer by whether it is that to this message. */
export function outcomeOf(text: string, n: number): string {
  if (!text.startsWith("{")) return text.slice(0, 40) || "empty frame";
  const frame = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (typeof frame.message === "string" && "connectionId" in frame) return frame.message;
  if (frame.n !== n) return "an answer to something else";
  if (frame.failed !== undefined) return `the function failed: ${frame.failed}`;
  return frame.stored === false ? "answered without what was stored" : ANSWERED;
}

interface Asking {
  readonly kind: string;
  readonly weight: number;
  readonly message: (scene: Scene) => unknown;
  readonly allowed?: (world: World) => readonly string[];
}

async function ask(scene: Scene, message: unknown): Promise<string> {
  const text = typeof message === "string" ? message : JSON.stringify({ n: scene.n, ...(message as object) });
  scene.peer.socket.send(text);
  return outcomeOf(await scene.peer.next(), scene.n);
}

const asking = ({ kind, weight, message, allowed = () => [ANSWERED] }: Asking): Deed => ({
  kind,
  weight,
  allowed,
  run: (scene) => ask(scene, message(scene)),
});

const faulty = (deed: string): Deed =>
  asking({
    kind: `function: ${deed}`,
    weight: 10,
    message: () => ({ action: "faulty", do: deed }),
    allowed: () => [FAULT],
  });

const FAULTS = ["throw", "throwText", "reject", "unhandled", "stray", "noStatus", "text", "nothing", "circular"];
const TOO_LARGE = ["largeMessage", "largeAnswer"];

/** By what it has to do itself, the function answers late at most: its neighbours do not kill it. */
const WELL_BEHAVED: readonly Deed[] = ["allocate", "chatter"].map((deed) =>
  asking({
    kind: `function: ${deed}`,
    weight: 10,
    message: () => ({ action: "faulty", do: deed }),
    // An isolate may be ended by the unhandled rejection of the invocation before.
    allowed: () => [ANSWERED],
  }),
);

const LARGEST_FRAME_BYTES = 32 * 1024;
export const LARGEST_MESSAGE_BYTES = 128 * 1024;
const SLACK_BYTES = 200;

/** A message in frames of 32 KB. */
export function sendInFrames({ peer: { socket } }: Scene, text: string): void {
  for (let at = 0; at < text.length; at += LARGEST_FRAME_BYTES)
    socket.send(text.slice(at, at + LARGEST_FRAME_BYTES), { fin: at + LARGEST_FRAME_BYTES >= text.length });
}

const large: Deed = {
  kind: "message in frames",
  weight: 40,
  allowed: () => [ANSWERED],
  async run(scene) {
    const length = Math.floor(scene.chance.random() * (LARGEST_MESSAGE_BYTES - SLACK_BYTES));
    sendInFrames(scene, JSON.stringify({ action: "echo", n: scene.n, text: "x".repeat(length) }));
    return outcomeOf(await scene.peer.next(), scene.n);
  },
};

const BURST = 30;

const burst: Deed = {
  kind: "burst of messages",
  weight: 10,
  allowed: () => [ANSWERED],
  async run(scene) {
    for (let sent = 0; sent < BURST; sent++) scene.peer.socket.send(JSON.stringify({ action: "echo", n: scene.n }));
    const outcomes = new Set<string>();
    for (let come = 0; come < BURST && !outcomes.has("silence"); come++)
      outcomes.add(outcomeOf(await scene.peer.next(), scene.n));
    return [...outcomes].sort().join(", ");
  },
};

const STORE_KEYS = 100;

/** A store that was killed cannot be called for a moment, and without `--data` it has forgotten its items. */
const WITHOUT_STORE = [
  "the function failed: InternalServerError",
  "the function failed: TimeoutError",
  "answered without what was stored",
];

/** Messages, and the frame that each is answered with. */
export const MESSAGES: readonly Deed[] = [
  asking({ kind: "echo", weight: 450, message: () => ({ action: "echo" }) }),
  large,
  burst,
  asking({
    kind: "function that is edited",
    weight: 40,
    message: () => ({ action: "edited" }),
    allowed: ({ isHandlerShaken }) => (isHandlerShaken ? [ANSWERED, FAULT] : [ANSWERED]),
  }),
  asking({
    kind: "store",
    weight: 80,
    message: ({ chance }) => ({ action: "store", key: Math.floor(chance.random() * STORE_KEYS) }),
    allowed: ({ isStoreShaken }) => (isStoreShaken ? [ANSWERED, ...WITHOUT_STORE] : [ANSWERED]),
  }),
  ...[...FAULTS, ...TOO_LARGE].map(faulty),
  ...WELL_BEHAVED,
  asking({
    kind: "exit of the function's process",
    weight: 6,
    message: ({ chance }) => ({ action: "exit", code: chance.pick([0, 1, 137]) }),
    allowed: () => [FAULT],
  }),
  asking({
    kind: "function's own timeout, waiting",
    weight: 6,
    message: () => ({ action: "hang" }),
    allowed: () => [FAULT],
  }),
  asking({
    kind: "function's own timeout, busy",
    weight: 1,
    message: () => ({ action: "hang", busy: true }),
    allowed: () => [FAULT],
  }),
  asking({
    kind: "integration's timeout",
    weight: 10,
    message: () => ({ action: "late" }),
    allowed: () => ["Endpoint request timed out"],
  }),
  asking({
    kind: "leak until the memory limit",
    weight: 10,
    message: () => ({ action: "leak" }),
    allowed: () => [ANSWERED, FAULT],
  }),
  asking({ kind: "no such route", weight: 15, message: () => ({ action: "unheard" }), allowed: () => ["Forbidden"] }),
  asking({ kind: "no JSON", weight: 15, message: () => "{ this is none", allowed: () => ["Forbidden"] }),
];
