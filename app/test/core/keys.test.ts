import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  connectionIdOf,
  connectionKey,
  entityPartition,
  escapeId,
  subscriptionIndexKey,
  subscriptionKey,
  unescapeId,
  userIndexKey,
  userPartition,
} from "../../src/core/keys.ts";

/** Ids as the contract lets them in, with a liking for our own delimiters. */
const id = fc
  .oneof(
    fc.string({ unit: fc.constantFrom("#", "%", "2", "3", "5", "C", "E", "S", "0") }),
    fc.string({ unit: "binary" }),
  )
  .filter((text) => text.length > 0 && text.length <= 256 && /^[^\p{Cc}\p{Cs}]+$/u.test(text));
const two = fc.tuple(id, id).filter(([a, b]) => a !== b);

describe("keys", () => {
  it("of different ids are different", () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        expect(connectionKey(a)).not.toEqual(connectionKey(b));
        expect(subscriptionKey("c", a)).not.toEqual(subscriptionKey("c", b));
        expect(userPartition(a)).not.toBe(userPartition(b));
        expect(entityPartition(a)).not.toBe(entityPartition(b));
      }),
    );
  });

  it("never let an id move the border between two parts", () => {
    fc.assert(
      fc.property(two, two, ([a, b], [c, d]) => {
        expect(subscriptionKey(a, c)).not.toEqual(subscriptionKey(b, d));
        expect(subscriptionIndexKey(a, c)).not.toEqual(subscriptionIndexKey(b, d));
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
        expect(userPartition(user)).not.toBe(entityPartition(entity));
      }),
    );
    expect(userPartition(entityPartition("myEntityId"))).not.toBe(entityPartition("myEntityId"));
  });

  it("never put a subscription where the connection itself is", () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(subscriptionKey(a, b).sk).not.toBe(connectionKey(a).sk);
      }),
    );
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
    expect(userIndexKey("auth0|5f7c@example.com", "abc=")).toEqual({
      GSI1PK: "auth0|5f7c@example.com",
      GSI1SK: "user#abc=",
    });
    expect(userIndexKey("a#b%c", "abc=").GSI1PK).toBe("a%23b%25c");
  });
});
