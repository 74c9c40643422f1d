import type { Publisher } from "@portcullis/client/server";
import { ORDER, otherThan, type Shop, STEPS, type Step, type UserId } from "../shared/shop.ts";
import type { Model } from "./model.ts";

export interface ShopDependencies {
  readonly publisher: Publisher<Shop>;
  readonly model: Model;
}

/** The business: what users may do to the order, and whom that is told. */
export function createShop({ publisher, model }: ShopDependencies) {
  // A shop would read it in its database.
  let place = 0;

  /** The state is kept for who comes late. The time as a version: an older change never takes the place of a newer one. */
  const tellStep = (step: Step) => publisher.publishState(ORDER, "step", step, { version: Date.now() });

  async function moveOn(by: UserId): Promise<void> {
    place = (place + 1) % STEPS.length;
    const step = STEPS[place] ?? STEPS[0];
    await Promise.all([tellStep(step), publisher.publishEntity(ORDER, { by, text: `set it to “${step}”` })]);
  }

  /** Reaches the other one on each of their devices, and waits in their inbox while they have none. */
  async function sendNote(from: UserId, text: string): Promise<void> {
    await publisher.publishUser(otherThan(from), { from, text });
  }

  /** Begins an answer. Its words, its end or its failure are told to everybody who follows the order. */
  async function ask(by: UserId, question: string): Promise<void> {
    const answer = publisher.stream(ORDER, { data: { by, question, askedAt: Date.now() } });
    answer.pipe(model.answer(question)).catch(console.error);
  }

  return { open: () => tellStep(STEPS[place] ?? STEPS[0]), moveOn, sendNote, ask };
}
