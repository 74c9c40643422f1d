import { describe, expect, it } from "vitest";
import type { Engine } from "../../../engine/src/index.ts";
import { clientsOf } from "./clients.ts";
import { checkAccessibility, checkLooks, useConsole } from "./harness.ts";

describe.each(["app", "foreign"] as const)("Time and faults over the template %s", { timeout: 60_000 }, (template) => {
  const own = useConsole(template);
  const open = (engine: Engine) => clientsOf(template, engine).connect("ann");

  it("shows the limits of a connection, and leads to the moment at which it is closed for being idle", async () => {
    const page = await own.openView("#/time");
    const socket = await open(own.engine);
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    await page.getByRole("button", { name: "Let time stand still" }).click();
    await expect.poll(() => page.textContent(".clock-head")).toContain("Engine time stands still");
    await expect.poll(() => page.locator(".upcoming").textContent(), { timeout: 8_000 }).toContain("10 min idle");
    expect(await page.locator(".upcoming").textContent()).toMatch(/2 h open.*ann/);
    await page.getByRole("button", { name: /^Jump there: 10 min idle/ }).click();
    expect(await closed).toBe(1001);
    await expect.poll(() => page.textContent(".jumps")).toContain("1 connection was closed");
    expect(await page.textContent(".jumps")).toContain("Time stood still");
    await page.getByRole("button", { name: "Let time go on" }).click();
    await expect.poll(() => page.textContent(".clock-head")).toContain("Let time stand still");
  });

  it("sets a fault by a form of the engine's kinds, switches it off and on, and counts its strikes", async () => {
    const page = await own.openView("#/time");
    await page.getByRole("button", { name: "Add a fault" }).click();
    await page.getByLabel("Kind").selectOption("throttled");
    await page.getByLabel("At", { exact: true }).selectOption("handshake");
    expect(await page.getByLabel("user", { exact: true }).count()).toBe(0);
    await page.getByLabel("rate").fill("2");
    await page.getByRole("button", { name: "Set it" }).click();
    await expect.poll(() => page.textContent(".fault-form [role=alert]")).toContain("a number from 0 to 1");
    await checkAccessibility(page);
    await page.getByLabel("rate").fill("");
    await page.getByRole("button", { name: "Set it" }).click();
    await expect.poll(() => page.textContent(".fault-list")).toContain("throttled:at=handshake");
    await expect(open(own.engine)).rejects.toThrow("429");
    await expect.poll(() => page.textContent(".fault-list")).toContain("injected 1 time");
    await page.getByRole("switch").click();
    await expect.poll(() => page.getByRole("switch").getAttribute("aria-checked")).toBe("false");
    expect(own.engine.faults.list()).toEqual([]);
    await page.getByRole("switch").click();
    await expect.poll(() => own.engine.faults.list().length).toBe(1);
    await page.getByRole("button", { name: /^Remove / }).click();
    await expect.poll(() => page.textContent(".faults")).toContain("None is set");
  });

  it("has nothing that axe complains of, in both themes and on both widths", async () => {
    own.engine.faults.add({ kind: "gone", user: "ann" });
    const socket = await open(own.engine);
    const page = await own.openView("#/time");
    await expect.poll(() => page.locator(".upcoming > li").count(), { timeout: 8_000 }).toBeGreaterThan(1);
    await page.getByRole("button", { name: "+10 s" }).click();
    await page.getByRole("button", { name: "Add a fault" }).click();
    await expect.poll(() => page.textContent(".jumps")).toContain("+10 s");
    await checkLooks(page, `time-${template}`);
    socket.close();
    own.engine.faults.clear();
  });
});
