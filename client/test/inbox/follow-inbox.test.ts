import { describe, expect, it } from "vitest";
import { followInbox } from "../../src/inbox/index.ts";
import { settled } from "../support/fake-clock.ts";
import { createHarness } from "../support/harness.ts";
import { reconnect } from "../support/order.ts";

const notification = (seq: number) => ({
  type: "User Push Notification",
  id: `n-${seq}`,
  seq,
  message: seq,
  sentAt: "2026-01-31T12:00:00Z",
});

function follow(options: Parameters<typeof followInbox>[2] = {}) {
  const harness = createHarness();
  const heard: unknown[] = [];
  let gaps = 0;
  const inbox = followInbox(harness.client, ({ message }) => heard.push(message), {
    onGap: () => {
      gaps += 1;
    },
    ...options,
  });
  const asked = () =>
    harness.sockets.flatMap(({ sent }) =>
      sent.flatMap(({ action, requestId: _, ...rest }) => (action === "inbox" ? [rest] : [])),
    );
  type Socket = Awaited<ReturnType<typeof harness.open>>;
  async function answer(socket: Socket, seq: number, last = seq, fields: object = {}): Promise<void> {
    socket.answer("inbox", { type: "inbox", seq, last, read: 0, recovered: true, ...fields });
    await settled();
  }
  return { harness, heard, inbox, asked, answer, gaps: () => gaps };
}

describe("followInbox", () => {
  it("asks for what is not read once it is connected, and again from where it is after a loss", async () => {
    const { harness, heard, asked, answer, inbox } = follow();
    const socket = await harness.open();
    for (const seq of [1, 2]) socket.receive(notification(seq));
    await answer(socket, 2);
    socket.receive(notification(3));
    const next = await reconnect(harness);
    for (const seq of [3, 4]) next.receive(notification(seq));
    await answer(next, 4);
    expect([asked(), heard, inbox.last]).toEqual([[{}, { since: 3 }], [1, 2, 3, 4], 4]);
  });

  it("begins after the one that is kept, and goes on until all have come", async () => {
    const { harness, asked, answer } = follow({ since: 40 });
    const socket = await harness.open();
    await answer(socket, 150, 140);
    await answer(socket, 150, 150);
    expect(asked()).toEqual([{ since: 40 }, { since: 140 }]);
  });

  it("asks when one is missing", async () => {
    const { harness, asked, answer } = follow({ since: 4 });
    const socket = await harness.open();
    await answer(socket, 4);
    socket.receive(notification(5));
    socket.receive(notification(7));
    expect(asked()).toEqual([{ since: 4 }, { since: 5 }]);
  });

  it("does not ask for ever for what cannot be sent", async () => {
    const { harness, asked, answer } = follow({ since: 4 });
    await answer(await harness.open(), 9, 4);
    expect(asked()).toHaveLength(1);
  });

  it("tells when some are no longer kept, or of a sequence that was forgotten", async () => {
    const { harness, answer, gaps, inbox } = follow({ since: 40 });
    await answer(await harness.open(), 2, 2, { recovered: false });
    expect([gaps(), inbox.last]).toEqual([1, 2]);
  });

  it("marks as read, and tells up to where all are", async () => {
    const { harness, answer, inbox, asked } = follow();
    const socket = await harness.open();
    await answer(socket, 7);
    const marked = inbox.markRead(5);
    await settled();
    await answer(socket, 7, 7, { read: 6 });
    expect([await marked, asked().at(-1)]).toEqual([6, { read: 5, since: 7 }]);
  });

  it("asks again on the next connection when the server could not answer", async () => {
    const { harness, asked } = follow();
    const socket = await harness.open();
    socket.answer("inbox", { type: "error", code: "rate_limited", message: "later" });
    await settled();
    await reconnect(harness);
    expect(asked()).toEqual([{}, {}]);
  });

  it("hears what others heard, or nobody, before it began, and each handler hears it once", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    socket.receive(notification(1));
    const toasts: unknown[] = [];
    harness.client.onUser(({ message }) => toasts.push(message));
    socket.receive(notification(2));
    const heard: unknown[] = [];
    followInbox(harness.client, ({ message }) => heard.push(message));
    for (const seq of [2, 1, 2, 2]) socket.receive(notification(seq));
    expect([toasts, heard]).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  it("hears nothing more once it is stopped", async () => {
    const { harness, heard, inbox, asked } = follow();
    const socket = await harness.open();
    inbox.stop();
    socket.receive(notification(1));
    await reconnect(harness);
    expect([heard, asked().length]).toEqual([[], 1]);
  });
});
