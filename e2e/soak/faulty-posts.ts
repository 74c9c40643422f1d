import { type ServiceProxy, startPostProxy } from "../support/proxy.ts";
import type { Chance } from "./seeded.ts";

export interface FaultyPosts extends ServiceProxy {
  /** Answers by status, those that were made up here apart. */
  readonly answers: Readonly<Record<string, number>>;
}

const FAULTS = [
  { status: 429, type: "LimitExceededException" },
  { status: 500, type: "InternalServerError" },
] as const;

/** Stands between the app's functions and `@connections`, and answers this share of posts with 429 or 500 by itself. */
export async function startFaultyPosts(chance: Chance, share: number): Promise<FaultyPosts> {
  const answers: Record<string, number> = {};
  const count = (answer: string) => {
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  const proxy = await startPostProxy({
    intercept(incoming, outgoing) {
      const fault = chance.happens(share) ? chance.pick(FAULTS) : undefined;
      if (!fault) return false;
      count(`${fault.status} on purpose`);
      incoming.resume();
      outgoing.writeHead(fault.status, { "x-amzn-errortype": fault.type }).end();
      return true;
    },
    count,
  });
  return { ...proxy, answers };
}
