import { byId } from "../dom.ts";
import { advanceClock } from "../engine-control.ts";

/** Moves the engine's time ahead. */
export function createClockPanel(): void {
  const seconds = byId("clock-seconds", HTMLInputElement);
  const result = byId("clock-result", HTMLElement);

  async function advance(): Promise<string> {
    const { now, offsetSeconds } = await advanceClock(seconds.valueAsNumber);
    return `The engine's time is ${now}, ${Math.round(offsetSeconds)} s ahead of this machine's.`;
  }

  byId("clock-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    result.textContent = "…";
    advance().then(
      (text) => show(text, false),
      (error: Error) => show(error.message, true),
    );
  });

  function show(text: string, isBad: boolean): void {
    result.textContent = text;
    result.classList.toggle("bad", isBad);
  }
}
