import type { Clock } from "../../../../kernel/clock.ts";
import type { Random } from "../../../../kernel/random.ts";

/** Ids as API Gateway makes them [2.7/form]: 11 bytes in URL-safe base64, 16 characters ending in one `=`. */
export interface Ids {
  connection(): string;
  /** A message's id ends like that of its connection. */
  message(connectionId: string): string;
  request(): string;
}

const TICK_MS = 100;
/** The first 48 bits: 30 of a counter of 100 ms (which starts again every 3.4 years), 18 that tell ids of one tick apart. */
const TICKS = 2 ** 30;
const IDS_PER_TICK = 2 ** 18;
const HEAD_BYTES = 6;
const TAIL_BYTES = 5;
const TAIL_LENGTH = 8;

export function createIds(clock: Pick<Clock, "now">, random: Random): Ids {
  const tail = () => `${random.bytes(TAIL_BYTES).toString("base64url")}=`;
  const requestTail = tail();
  let sequence = random.bytes(2).readUInt16BE();

  function head(): string {
    sequence = (sequence + 1) % IDS_PER_TICK;
    const ticks = Math.floor(clock.now() / TICK_MS) % TICKS;
    const bytes = Buffer.allocUnsafe(HEAD_BYTES);
    bytes.writeUIntBE(ticks * IDS_PER_TICK + sequence, 0, HEAD_BYTES);
    return bytes.toString("base64url");
  }

  return {
    connection: () => head() + tail(),
    message: (connectionId) => head() + connectionId.slice(-TAIL_LENGTH),
    request: () => head() + requestTail,
  };
}

/** True when `text` could be a connection's id at all. */
export const isConnectionId = (text: string) => /^[\w-]{15}=$/.test(text);
