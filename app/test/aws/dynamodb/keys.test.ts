import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inboxKey, noticeKey, notificationKey } from "../../../src/aws/dynamodb/inbox/inbox-keys.ts";
import {
  connectionIdOf,
  connectionKey,
  entityPartition,
  escapeId,
  historyKey,
  pieceKey,
  shardPartition,
  singleKey,
  streamEndKey,
  streamKey,
  subscriptionIndexKey,
  subscriptionKey,
  unescapeId,
  userIndexKey,
  userKey,
  userPartition,
} from "../../../src/aws/dynamodb/keys.ts";
import { revisionKey, stateEventKey, statePartition, stateRowKey } from "../../../src/aws/dynamodb/state/state-keys.ts";
import type { StreamRef } from "../../../src/core/streams/ports.ts";

/** Ids as the contract lets them in, with a liking for our own delimiters. */
const id = fc
  .oneof(
    fc.string({ unit: fc.constantFrom("#", "%", "2", "3", "5", "C", "E", "S", "0") }),
    fc.string({ unit: "binary" }),
  )
  .filter((text) => text.length > 0 && text.length <= 256 && /^[^\p{Cc}\p{Cs}]+$/u.test(text));
const streamOf = (entityId: string, streamId: string): StreamRef => ({ entityId, streamId });
const two = fc.tuple(id, id).filter(([a, b]) => a !== b);

describe("keys", () => {
  it("of different ids are different", () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        expect(connectionKey(a)).not.toEqual(connectionKey(b));
        expect(subscriptionKey("c", a)).not.toEqual(subscriptionKey("c", b));
        expect(userPartition({ userId: a })).not.toBe(userPartition({ userId: b }));
        expect(entityPartition({ entityId: a })).not.toBe(entityPartition({ entityId: b }));
        expect(userKey({ userId: a })).not.toEqual(userKey({ userId: b }));
        expect(singleKey("event", a)).not.toEqual(singleKey("event", b));
      }),
    );
  });

  it("never let an id move the border between two parts", () => {
    fc.assert(
      fc.property(two, two, ([a, b], [c, d]) => {
        expect(subscriptionKey(a, c)).not.toEqual(subscriptionKey(b, d));
        expect(subscriptionIndexKey({ entityId: a }, 0, c)).not.toEqual(subscriptionIndexKey({ entityId: b }, 0, d));
        expect(userPartition({ tenant: a, userId: c })).not.toBe(userPartition({ tenant: b, userId: d }));
        expect(entityPartition({ tenant: a, entityId: c })).not.toBe(entityPartition({ tenant: b, entityId: d }));
      }),
    );
  });

  it("never let the id of a stream reach another stream, or what else is of its entity", () => {
    fc.assert(
      fc.property(two, two, ([a, b], [c, d]) => {
        const [one, other] = [streamOf(a, c), streamOf(b, d)];
        for (const key of [streamKey, streamEndKey, (stream: StreamRef) => pieceKey(stream, 7)])
          expect(key(one)).not.toEqual(key(other));
        const beside = [
          entityPartition({ entityId: a }),
          shardPartition({ entityId: a }, 0),
          `${entityPartition({ entityId: a })}#P`,
        ];
        expect(beside).not.toContain(pieceKey(one, 0).pk);
        expect([historyKey({ entityId: a }, 1).sk, "META"]).not.toContain(streamKey(one).sk);
        expect(pieceKey(one, 9).sk < pieceKey(one, 10).sk).toBe(true);
        expect(pieceKey(one, Number.MAX_SAFE_INTEGER).sk < streamEndKey(one).sk).toBe(true);
      }),
    );
  });

  it("never let a key of a state reach another key or entity, or what else is of its entity", () => {
    fc.assert(
      fc.property(two, two, ([a, b], [c, d]) => {
        const [one, other] = [
          { entityId: a, key: c },
          { entityId: b, key: d },
        ];
        expect(stateRowKey(one)).not.toEqual(stateRowKey({ ...one, key: d }));
        expect(statePartition(one)).not.toBe(statePartition(other));
        expect([revisionKey(one).sk, stateEventKey(one, d).sk]).not.toContain(stateRowKey(one).sk);
        const beside = [
          entityPartition({ entityId: a }),
          shardPartition({ entityId: a }, 0),
          `${entityPartition({ entityId: a })}#P`,
          pieceKey(streamOf(a, d), 0).pk,
        ];
        expect(beside).not.toContain(statePartition(one));
      }),
    );
  });

  it("never let an inbox be another user's, or what else is of a user", () => {
    fc.assert(
      fc.property(two, id, ([a, b], tenant) => {
        const inboxes = [{ userId: a }, { userId: b }, { tenant, userId: a }].map((user) => inboxKey(user).pk);
        expect(new Set(inboxes).size).toBe(3);
        expect(inboxes).not.toContain(userKey({ userId: a }).pk);
        expect(notificationKey({ userId: a }, 9).sk < notificationKey({ userId: a }, 10).sk).toBe(true);
        expect(notificationKey({ userId: a }, 1).pk).toBe(inboxes[0]);
        expect([inboxKey({ userId: a }).sk, notificationKey({ userId: a }, 1).sk]).not.toContain(
          noticeKey({ userId: a }, b).sk,
        );
      }),
    );
  });

  it("have no delimiter inside an id", () => {
    fc.assert(
      fc.property(id, (any) => {
        expect(escapeId(any)).not.toContain("#");
      }),
    );
  });

  it("never put a user's connections where an entity's subscribers are", () => {
    fc.assert(
      fc.property(id, id, (user, entity) => {
        for (const tenant of [undefined, "t"])
          for (const shard of [0, 1])
            expect(userPartition({ tenant, userId: user })).not.toBe(
              shardPartition({ tenant, entityId: entity }, shard),
            );
      }),
    );
    const partition = shardPartition({ entityId: "myEntityId" }, 0);
    expect(userPartition({ userId: partition })).not.toBe(partition);
  });

  it("never put one tenant's ids, or those of none, where another tenant's are", () => {
    fc.assert(
      fc.property(two, id, id, ([tenant, other], a, b) => {
        for (const another of [other, undefined]) {
          expect(entityPartition({ tenant, entityId: a })).not.toBe(entityPartition({ tenant: another, entityId: b }));
          expect(userPartition({ tenant, userId: a })).not.toBe(userPartition({ tenant: another, userId: b }));
          expect(singleKey("event", a, { tenant })).not.toEqual(singleKey("event", b, { tenant: another }));
        }
      }),
    );
  });

  it("never put a subscription where the connection itself is", () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(subscriptionKey(a, b).sk).not.toBe(connectionKey(a).sk);
      }),
    );
  });

  it("of an entity's history sort as its updates do", () => {
    const seqs = [1, 2, 9, 10, 99, 100, 1_000_000, Number.MAX_SAFE_INTEGER];
    const sorted = seqs.map((seq) => historyKey({ entityId: "e" }, seq).sk);
    expect([...sorted].sort()).toEqual(sorted);
  });

  it("give the id back", () => {
    fc.assert(
      fc.property(id, (any) => {
        expect(unescapeId(escapeId(any))).toBe(any);
        expect(connectionIdOf(connectionKey(any))).toBe(any);
      }),
    );
  });

  it("fit DynamoDB's 1,024 bytes of a sort key, however the id is spelt", () => {
    for (const worst of ["#".repeat(256), "\uffdc".repeat(256)])
      expect(Buffer.byteLength(subscriptionKey("c", worst).sk)).toBeLessThanOrEqual(1024);
  });

  it("are the user's id itself in the index, unless it has a delimiter", () => {
    expect(userIndexKey({ userId: "auth0|5f7c@example.com" }, "abc=")).toEqual({
      GSI1PK: "auth0|5f7c@example.com",
      GSI1SK: "user#abc=",
    });
    expect(userIndexKey({ userId: "a#b%c" }, "abc=").GSI1PK).toBe("a%23b%25c");
  });
});
