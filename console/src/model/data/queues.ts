import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { control } from "../../engine/control.ts";
import { type JournalEntry, onEntries } from "../../engine/journal/journal.ts";

/** A queue as it stands. Times are the engine's, epoch milliseconds. */
export interface QueueSummary {
  readonly name: string;
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
  readonly oldestSentAt?: number;
  readonly deadLetterQueue?: string;
  readonly maxReceiveCount?: number;
  readonly deadLetterSources: readonly string[];
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
}

export const readQueues = async (): Promise<readonly QueueSummary[]> =>
  (await control.get<{ queues: readonly QueueSummary[] }>("queues")).queues;

/** Number of messages, whatever state they are in. */
export const depthOf = ({ visible, delayed, inFlight }: Omit<QueueSummary, "name">): number =>
  visible + delayed + inFlight;

const known = signal<readonly QueueSummary[]>([]);

/** Number of messages in queues for what other queues gave up. */
export const deadLetters: ReadonlySignal<number> = computed(() =>
  known.value
    .filter(({ deadLetterSources }) => deadLetterSources.length > 0)
    .reduce((sum, queue) => sum + depthOf(queue), 0),
);

/** Under load the number is read so often at most. */
const GATHER_MS = 500;

/** Entries after which there may be more dead letters, or fewer. */
const isChange = ({ service, type }: JournalEntry) =>
  service === "sqs" ? type !== "receive" : service === "engine" && type === "template";

let isChanged = false;
let isReading = false;

onEntries((entries, isAnew) => {
  isChanged ||= isAnew || entries.some(isChange);
  if (isChanged && !isReading) void readOn();
});

/** Reads until nothing has changed meanwhile, one answer after the other: an older one must not come last. */
async function readOn(): Promise<void> {
  isReading = true;
  while (isChanged) {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    isChanged = false;
    known.value = await readQueues().catch(() => known.value);
  }
  isReading = false;
}
