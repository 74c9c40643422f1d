/** Returns the link to a place of the page: `href("connections", id)` is `#/connections/…`. */
export const href = (...segments: readonly string[]): string => `#/${segments.map(encodeURIComponent).join("/")}`;

/** Goes to a place of the page. */
export function goTo(...segments: readonly string[]): void {
  location.hash = href(...segments);
}

/** Changes the place without a step back to this one, e.g. when another row is looked at. */
export function replacePlace(...segments: readonly string[]): void {
  history.replaceState(null, "", href(...segments));
  dispatchEvent(new HashChangeEvent("hashchange"));
}
