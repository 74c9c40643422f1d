/** The two terminals of the recording. */
export type Pane = "engine" | "shell";

export interface Line {
  readonly pane: Pane;
  /** The shell's prompt and what is typed behind it, or what a program prints. */
  readonly kind: "typed" | "printed";
  readonly text: string;
  /** Time at which it appears. */
  readonly atMs: number;
}

const BEFORE_TYPED_MS = 1_200;
const BEFORE_PRINTED_MS = 250;

/** Lines with the time at which each appears: as fast as people read, not as the machine was. */
export class Scene {
  readonly lines: Line[] = [];
  #nowMs = 0;

  typed(pane: Pane, text: string): void {
    this.#add(pane, "typed", text, BEFORE_TYPED_MS);
  }

  printed(pane: Pane, text: string): void {
    this.#add(pane, "printed", text, BEFORE_PRINTED_MS);
  }

  #add(pane: Pane, kind: Line["kind"], text: string, pauseMs: number): void {
    this.#nowMs += pauseMs;
    this.lines.push({ pane, kind, text: withoutChance(text, this.#nowMs), atMs: this.#nowMs });
  }
}

const NOON_MS = Date.UTC(2026, 0, 1, 12);

/** Replaces what differs from run to run: the port, times, and ids that are made up. */
function withoutChance(text: string, atMs: number): string {
  const now = new Date(NOON_MS + atMs).toISOString();
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:3001")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?Z/g, `${now.slice(0, 19)}Z`)
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT/g, new Date(NOON_MS + atMs).toUTCString())
    .replaceAll(/^\d\d:\d\d:\d\d\.\d{3}/g, now.slice(11, 23))
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "0b9f6a1e-5d0c-4c53-8e57-2f6a3c1d7e48")
    .replaceAll(/00-[\da-f]{32}-[\da-f]{16}-0[01]/g, "00-6b0d994f65aa1f3ea848963200000033-b6e52d1078e68842-00")
    .replaceAll(/[\w-]{11,15}=(?=$|\s)/g, "ugT2QKtlvaliFA8=");
}
