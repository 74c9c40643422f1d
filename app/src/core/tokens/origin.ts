import { Refusal } from "./refusal.ts";

/** Web pages from which connections may be opened. Other programs can say whatever they like here, or nothing. */
export interface OriginPolicy {
  /** Origins as browsers send them, for example `https://app.example.com`. None: any origin. */
  readonly allowed: readonly string[];
  /** True where a handshake without an `Origin` counts, so from what is no browser. */
  readonly allowNone: boolean;
}

/** Characters that an origin can have. Some letters beyond ASCII turn into ASCII ones when they are made small. */
const ASCII = /^[\x21-\x7e]*$/;

/**
 * Throws a `Refusal` unless the `Origin` headers of a handshake are allowed. The whole text is compared: a part of it
 * proves nothing, and to take it to pieces is how such checks are fooled. Browsers send it in its one form.
 */
export function checkOrigin(origins: readonly string[], { allowed, allowNone }: OriginPolicy): void {
  const [origin, ...more] = origins;
  if (more.length > 0) throw new Refusal("origin_not_allowed", "There is more than one Origin.");
  if (origin === undefined && !allowNone) throw new Refusal("origin_not_allowed", "There is no Origin.");
  if (origin === undefined || allowed.length === 0) return;
  if (!ASCII.test(origin) || !allowed.some((one) => one.toLowerCase() === origin.toLowerCase()))
    throw new Refusal("origin_not_allowed", "The Origin is not one of those that are allowed.");
}
