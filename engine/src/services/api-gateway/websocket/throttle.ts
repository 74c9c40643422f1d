import type { Clock } from "../../../kernel/clock.ts";
import type { EngineSettings } from "../../contract/service.ts";
import type { Route, Stage, Throttle } from "./configuration/model.ts";

/** Takes one token; false when there is none left. */
export type TokenBucket = () => boolean;

/** A bucket that holds `burst` tokens and gains `ratePerSecond`. A limit of 0 blocks everything; none limits nothing. */
export function createTokenBucket({ burst, ratePerSecond }: Throttle, clock: Pick<Clock, "now">): TokenBucket {
  if (burst === 0 || ratePerSecond === 0) return () => false;
  if (ratePerSecond === undefined) return () => true;
  const capacity = burst ?? ratePerSecond;
  let tokens = capacity;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * ratePerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** 10 000 requests per second with a bucket of 5 000, over all APIs and `@connections` calls of an account [7/account-throttle]. */
const ACCOUNT_THROTTLE: Throttle = { burst: 5_000, ratePerSecond: 10_000 };

/** 500 new connections per second and account, over all WebSocket APIs [7/connect-rate]. */
const CONNECT_THROTTLE: Throttle = { burst: 500, ratePerSecond: 500 };

export interface Throttles {
  /** Lets a request to a route pass by its own limits or its stage's, and by the account's. */
  admitRequest(stage: Stage, route: Route): boolean;
  /** Lets one more connection begin. */
  admitConnection(): boolean;
  /** Lets one more `@connections` call pass. */
  admitCallback(): boolean;
}

export function createThrottles(
  stages: readonly Stage[],
  clock: Pick<Clock, "now">,
  accountLimits: EngineSettings["accountLimits"],
): Throttles {
  const buckets = new Map<Stage | Route, TokenBucket>();
  for (const stage of stages) {
    if (stage.throttle) buckets.set(stage, createTokenBucket(stage.throttle, clock));
    for (const route of stage.routes.values())
      if (route.throttle) buckets.set(route, createTokenBucket(route.throttle, clock));
  }
  const admitted: TokenBucket = () => true;
  const isEnforced = accountLimits === "enforced";
  const ofAccount = isEnforced ? createTokenBucket(ACCOUNT_THROTTLE, clock) : admitted;
  const ofConnects = isEnforced ? createTokenBucket(CONNECT_THROTTLE, clock) : admitted;
  return {
    admitRequest: (stage, route) => (buckets.get(route) ?? buckets.get(stage) ?? admitted)() && ofAccount(),
    admitConnection: ofConnects,
    admitCallback: ofAccount,
  };
}
