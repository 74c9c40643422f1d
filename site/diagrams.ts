import { join } from "node:path";
import { diagramOf } from "../engine/src/diagram/diagram.ts";
import { toSvg } from "../engine/src/diagram/formats/svg.ts";
import { inspectStack } from "../engine/src/engine.ts";
import { slugOf } from "./markdown.ts";

/** Marks of `npm run generate`, which keeps a diagram of a template in Mermaid between them. */
const BLOCK = /<!-- diagram: (\S+) -->\n[\s\S]*?<!-- end -->/g;

/** Files that are drawn, by their place on the site. */
export type Drawings = Readonly<Record<string, string>>;

/** Draws each template of a page as `portcullis diagram --format svg` does: that is smaller than what Mermaid makes of it. */
export async function drawTemplates(root: string, text: string): Promise<{ page: string; drawings: Drawings }> {
  const drawings: Record<string, string> = {};
  for (const [, template = ""] of text.matchAll(BLOCK))
    drawings[placeOf(template)] = toSvg(diagramOf(await inspectStack({ template: join(root, template) })));
  const page = text.replaceAll(BLOCK, (_, template) => {
    const image = `<img src="/${placeOf(template)}" alt="Routes, functions, queues and tables of ${template}">`;
    return `<a class="drawing" href="/${placeOf(template)}" target="_blank">${image}Open it in full</a>`;
  });
  return { page, drawings };
}

const placeOf = (template: string): string => `diagrams/${slugOf(template)}.svg`;
