import type { Location } from "../../../kernel/errors.ts";
import { bundle } from "./bundle.ts";
import { findHandlerFile, JAVASCRIPT_EXTENSIONS } from "./handler-file.ts";

/** The first place in a handler or what it imports that does not parse. */
export async function locateSyntaxError(taskRoot: string, handler: string): Promise<Location | undefined> {
  const file = findHandlerFile(taskRoot, handler, JAVASCRIPT_EXTENSIONS);
  if (!file) return undefined;
  const options = { packages: "external", format: "esm" };
  const result = await bundle({ root: taskRoot, entries: [{ in: file, out: "parsed" }], options, outdir: taskRoot });
  return "errors" in result ? result.errors[0]?.location : undefined;
}
