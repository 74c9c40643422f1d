import { stack } from "../../../engine/stack.ts";
import type { StackApi } from "../../../engine/stack-parts.ts";
import { addressOf, type Draft } from "./draft.ts";

/** The API that an address leads to, as the template has it; undefined for another server's. */
export function apiOf(draft: Draft): StackApi | undefined {
  const address = addressOf(draft);
  return address && stack.value?.apis.find(({ kind, url }) => kind === "websocket" && isSame(new URL(url), address));
}

const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/;

/** This machine has several names. */
function isSame(one: URL, other: URL): boolean {
  const isHere = one.hostname === other.hostname || (LOOPBACK.test(one.hostname) && LOOPBACK.test(other.hostname));
  return isHere && one.port === other.port && pathOf(one) === pathOf(other);
}

const pathOf = ({ pathname }: URL) => pathname.replace(/\/$/, "");
