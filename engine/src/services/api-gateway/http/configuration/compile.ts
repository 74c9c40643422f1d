import type { Stack, StackResource } from "../../../../template/model.ts";
import { compileFunctionUrls } from "./function-urls.ts";
import { compileHttpApis } from "./http-apis.ts";
import type { Api } from "./model.ts";
import { compileRestApis } from "./rest-apis.ts";

/** All that answers HTTP in a stack, ready to run. */
export function compileHttp(stack: Stack, resources: readonly StackResource[]): readonly Api[] {
  const template = { stack, resources };
  return [...compileHttpApis(template), ...compileRestApis(template), ...compileFunctionUrls(template)];
}
