import type { Stack } from "../../../../template/model.ts";
import { compileDomains } from "./domains.ts";
import { compileFunctionUrls } from "./function-urls.ts";
import { compileHttpApis } from "./http-apis.ts";
import type { Configuration } from "./model.ts";
import { compileRestApis } from "./rest-apis.ts";

/** All that answers HTTP in a stack, ready to run. */
export function compileConfiguration(stack: Stack): Configuration {
  const resources = [...stack.resources.values()].filter(({ verdict }) => verdict === "emulated");
  const surroundings = { stack, resources };
  const apis = [
    ...compileHttpApis(surroundings),
    ...compileRestApis(surroundings),
    ...compileFunctionUrls(surroundings),
  ];
  return { apis, domains: compileDomains(surroundings, apis) };
}
