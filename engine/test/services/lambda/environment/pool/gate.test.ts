import { describe, expect, it } from "vitest";
import { createGate } from "../../../../../src/services/lambda/environment/pool/gate.ts";

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe("the gate that bounds how many environments start at once", () => {
  it("lets no more in than there is room, and the next when one leaves", async () => {
    const gate = createGate(2);
    const entered: string[] = [];
    const enter = async (name: string) => {
      const leave = await gate.enter();
      entered.push(name);
      return leave;
    };
    const [first] = await Promise.all([enter("a"), enter("b")]);
    void enter("c");
    await nextTurn();
    expect(entered).toEqual(["a", "b"]);
    first();
    await nextTurn();
    expect(entered).toEqual(["a", "b", "c"]);
  });

  it("lets environments that somebody waits for in before those that are warmed up", async () => {
    const gate = createGate(1);
    const leave = await gate.enter();
    const entered: string[] = [];
    for (const [name, urgent] of [
      ["warm-up", false],
      ["called", true],
      ["another warm-up", false],
    ] as const)
      void gate.enter({ urgent }).then((next) => {
        entered.push(name);
        next();
      });
    leave();
    await nextTurn();
    expect(entered).toEqual(["called", "warm-up", "another warm-up"]);
  });
});
