import { messages } from "@portcullis/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { identityOf } from "../../../src/core/tokens/identity.ts";

describe("the user id of a token", () => {
  const { payload } = messages.events.sendUserPushNotificationEvent;
  const accepted = (userId: string) => {
    try {
      return identityOf({ sub: userId, exp: 1 }).userId === userId;
    } catch {
      return false;
    }
  };

  it("is accepted exactly when events can name it", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "grapheme", maxLength: 300 }), fc.string({ unit: "binary" })),
        (userId) => {
          expect(accepted(userId)).toBe(z.safeParse(payload, { userId, message: "x" }).success);
        },
      ),
    );
  });
});
