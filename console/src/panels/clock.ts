import { byId, tell } from "../dom.ts";
import { advanceClock } from "../engine-control.ts";
import { messageOf } from "../format.ts";

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
      (text) => tell(result, text, false),
      (error) => tell(result, messageOf(error), true),
    );
  });
}
