export { assertRunnable } from "./assert-runnable.ts";
export { type InertType, inertTypes, refusedTypes } from "./coverage.ts";
export { findTemplate } from "./find.ts";
export { type PhysicalNameOptions, physicalName } from "./physical-name.ts";
export { replaceReferences } from "./references/stack.ts";
export { readSamconfig, type Samconfig } from "./samconfig/read.ts";
export { type CompileOptions, compile } from "./stack/compile.ts";
export { loadTemplate, parseTemplate, type TemplateDocument } from "./text/load.ts";
