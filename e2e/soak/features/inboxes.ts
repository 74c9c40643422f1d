import { followInbox, type Inbox } from "../../../client/src/inbox/index.ts";
import type { Feature, FeatureOptions, Follower, Following } from "./feature.ts";

const PER_STEP = 5;
const SHARE_OF_READERS = 0.01;

/** Notifications of users, whether they are there or not, some of which they mark as read. */
export function createInboxes({ publisher, chance, userIds }: FeatureOptions): Feature {
  const sent = new Map<string, number[]>();
  const inboxes: Inbox[] = [];
  let count = 0;

  async function notify(userId: string): Promise<void> {
    count += 1;
    sent.set(userId, [...(sent.get(userId) ?? []), count]);
    await publisher.publishUser(userId, count);
  }

  return {
    name: "notifications",
    get count() {
      return count;
    },
    async step() {
      // A mark that was not set is set with the next one.
      for (const inbox of inboxes)
        if (chance.happens(SHARE_OF_READERS)) void inbox.markRead(inbox.last ?? 0).catch(() => undefined);
      await Promise.all(Array.from({ length: PER_STEP }, () => notify(chance.pick(userIds) ?? "")));
    },
    join(follower) {
      const { inbox, following } = join(follower, () => sent.get(follower.userId) ?? []);
      inboxes.push(inbox);
      return following;
    },
  };
}

function join({ client, userId }: Follower, sent: () => readonly number[]) {
  const heard = new Map<number, number>();
  const faults: string[] = [];
  const inbox = followInbox<number>(client, ({ message }) => heard.set(message, (heard.get(message) ?? 0) + 1), {
    onGap: () => faults.push(`${userId}: was told of lost notifications`),
  });
  const following: Following = {
    faults: () => [
      ...faults,
      ...[...heard].filter(([, times]) => times > 1).map(([one, times]) => `${userId}: got ${one} ${times} times`),
    ],
    missing: () =>
      sent()
        .filter((one) => !heard.has(one))
        .map((one) => `${userId}: did not get ${one}`),
    end: inbox.stop,
  };
  return { inbox, following };
}
