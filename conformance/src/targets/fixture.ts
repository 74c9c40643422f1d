import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const own = dirname(createRequire(import.meta.url).resolve("@portcullis/conformance/package.json"));

/** The folder of the fixture stack: a template and its functions. */
export const fixture = join(own, "stack");

/** The SAM template of the fixture stack. */
export const template = join(fixture, "template.yaml");
