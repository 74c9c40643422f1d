import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { createStandardBacklog } from "../../../../src/services/sqs/queues/backlog.ts";
import { createFifoBacklog } from "../../../../src/services/sqs/queues/fifo-backlog.ts";
import { newMessage } from "../../../../src/services/sqs/queues/message.ts";

const MESSAGES = 100_000;

/** Many times what a slow machine needs; a search through the queue for each receive takes minutes. */
const BOUND_MS = 15_000;

const message = (sequence: number) =>
  newMessage(
    { body: "x", senderId: "s", groupId: `g${sequence % 1000}` },
    { messageId: `${sequence}`, now: 0, delayMs: 0, sequence, deduplicationId: undefined },
  );

describe.each([
  ["a standard queue", createStandardBacklog],
  ["a FIFO queue", createFifoBacklog],
])("%s of 100,000 messages", (_kind, create) => {
  it("is received and deleted without a search through all of them", () => {
    const backlog = create();
    const startedAt = performance.now();
    for (let sequence = 0; sequence < MESSAGES; sequence++) backlog.add(message(sequence));
    let received = 0;
    for (let next = backlog.next(0); next; next = backlog.next(0)) {
      backlog.changeVisibility(next, 1000);
      backlog.remove(next);
      received++;
    }
    expect(received).toBe(MESSAGES);
    expect(performance.now() - startedAt).toBeLessThan(BOUND_MS);
  });
});
