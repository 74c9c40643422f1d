import { expect, it } from "vitest";
import { nextState } from "../../../../../src/services/api-gateway/websocket/connection/connection.ts";

it.each([
  ["open", "close", "closing"],
  ["open", "end", "closed"],
  ["closing", "close", undefined],
  ["closing", "end", "closed"],
  ["closed", "close", undefined],
  ["closed", "end", undefined],
] as const)("a connection that is %s and hears %s is then %s", (state, signal, next) => {
  expect(nextState(state, signal)).toBe(next);
});
