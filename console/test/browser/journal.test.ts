import { describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../engine/src/index.ts";
import { useConsole } from "./harness.ts";

describe("the page and its engine", () => {
  const own = useConsole("foreign");

  it("says that the engine has gone, and goes on by itself with another one at its port", async () => {
    const template = own.engine.stack.file;
    let engine: Engine = await startEngine({ template });
    const port = Number(new URL(engine.endpoint).port);
    try {
      const page = await own.openView("#/playground", { endpoint: engine.endpoint, isFresh: true });
      await expect.poll(() => page.textContent(".top [role=status]")).toBe("ready");
      await engine.stop();
      await expect.poll(() => page.textContent(".lost")).toContain("does not answer. Start it again");
      engine = await startEngine({ template, port });
      await engine.clock.advance(0);
      await fetch(`${engine.endpoint}/_portcullis/clock`, { method: "POST", body: '{"advanceSeconds":3600}' });
      await expect.poll(() => page.locator(".lost").count()).toBe(0);
      await expect.poll(() => page.textContent(".top-time")).toContain("+1 h");
    } finally {
      await engine.stop();
    }
  });
});
