import type { MayFollow } from "../src/core/tokens/policy.ts";

/**
 * Makes the rule of who may follow an entity: `byPolicy` is that of the parameter EntityPolicy. Yours may be asynchronous
 * and look something up; where it rejects, nobody follows anything. `settings` is the text of the same name in
 * template.yaml, where the rights to look something up are given, too.
 */
export function createMayFollow(byPolicy: MayFollow, _settings: string): MayFollow {
  return byPolicy;
}
