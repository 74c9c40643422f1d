import { faultOf } from "./answers/judge.ts";
import { isTolerated } from "./answers/tolerated.ts";
import type { NegativeCase } from "./cases.ts";
import type { Service } from "./model.ts";
import { stateOf } from "./state.ts";
import type { World } from "./world.ts";

/** As many calls are on their way at once. */
const AT_ONCE = 4;

/**
 * Sends all cases, and says of each answer that is wrong what is: first those that have to be refused, which may change
 * nothing, and then the others.
 */
export async function runCases(cases: readonly NegativeCase[], world: World): Promise<readonly string[]> {
  const isRefused = (each: NegativeCase) => !each.tolerable && !isTolerated(each);
  const refused = cases.filter(isRefused);
  const faults: string[] = [];
  for (const service of new Set(refused.map((each) => each.service))) {
    const ofService = refused.filter((each) => each.service === service);
    faults.push(...(await runUnchanged(service, ofService, world)));
  }
  const others = cases.filter((each) => !isRefused(each));
  // What is taken away is missed by those that come after.
  const removing = ({ operation }: NegativeCase) => Number(/^(?:Delete|Unsubscribe|Remove|Purge)/.test(operation));
  return [
    ...faults,
    ...(await sendAll(
      others.toSorted((a, b) => removing(a) - removing(b)),
      world,
    )),
  ];
}

async function runUnchanged(service: Service, cases: readonly NegativeCase[], world: World): Promise<string[]> {
  const before = await stateOf(service, world.send);
  const faults = await sendAll(cases, world);
  const after = await stateOf(service, world.send);
  return before === after ? faults : [...faults, `${service.name}: a refused call has changed something`];
}

async function sendAll(cases: readonly NegativeCase[], world: World): Promise<string[]> {
  const faults: string[] = [];
  const waiting = cases[Symbol.iterator]();
  async function sendNext(): Promise<void> {
    for (const negative of waiting) {
      const fault = await outcomeOf(negative, world);
      if (fault !== undefined) faults.push(`${negative.name}: ${fault}`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  return faults;
}

async function outcomeOf(negative: NegativeCase, { send }: World): Promise<string | undefined> {
  try {
    return faultOf(negative, await send(negative.request(), negative.service));
  } catch (error) {
    return String(error);
  }
}
