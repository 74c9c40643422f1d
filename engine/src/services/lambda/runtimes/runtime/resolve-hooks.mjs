import { pathToFileURL } from "node:url";
import { createFallback } from "./modules.mjs";

/** @type {import("./modules.mjs").Fallback} */
let fallback = () => undefined;

/** @param {Parameters<typeof createFallback>[0]} places */
export function initialize(places) {
  fallback = createFallback(places);
}

/** @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    const found = fallback(specifier);
    if (!found) throw error;
    return { url: pathToFileURL(found).href, shortCircuit: true };
  }
}
