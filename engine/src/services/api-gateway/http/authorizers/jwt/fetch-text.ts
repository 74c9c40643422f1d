import type { Clock } from "../../../../../kernel/clock.ts";
import { callAnywhere } from "../../../../../wire/http-client.ts";
import type { FetchText } from "./signing-keys.ts";

/** API Gateway waits 1,500 ms for an issuer's keys. */
const DEADLINE_MS = 1_500;

/** Fetches a URL that has been found allowed. It follows no redirection: that could lead off this machine. */
export const createFetchText =
  (clock: Pick<Clock, "after">): FetchText =>
  async (url) => {
    const deadline = new AbortController();
    using _timer = clock.after(DEADLINE_MS, () => deadline.abort());
    const call = { method: "GET", url, headers: { accept: ["application/json"] }, body: Buffer.alloc(0) };
    const { status, body } = await callAnywhere(call, deadline.signal);
    if (status !== 200) throw new Error(`${url.host} answered ${status}`);
    return body.toString();
  };
