const KEY = "portcullis.event.";

/** The event that a function was invoked with last, in this browser. */
export function rememberedEvent(logicalId: string): string | undefined {
  try {
    return localStorage.getItem(KEY + logicalId) ?? undefined;
  } catch {
    // Storage may be closed to the page.
    return undefined;
  }
}

export function rememberEvent(logicalId: string, text: string): void {
  try {
    localStorage.setItem(KEY + logicalId, text);
  } catch {
    // It may be full, or closed: the event is not worth a word.
  }
}
