import { diagramOf } from "../../engine/src/diagram/diagram.ts";
import { toMermaid } from "../../engine/src/diagram/formats/mermaid.ts";
import { inspectStack } from "../../engine/src/engine.ts";
import { root } from "../../test/source-files.ts";

const BLOCK = /(<!-- diagram: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Returns the text with the diagram of each template, named from the root, drawn anew between its markers. */
export async function withDiagrams(text: string): Promise<string> {
  const templates = [...text.matchAll(BLOCK)].map(([, , template = ""]) => template);
  const drawn = new Map<string, string>();
  for (const template of templates) {
    const stack = await inspectStack({ template: `${root}/${template}` });
    drawn.set(template, toMermaid(diagramOf(stack)));
  }
  return text.replace(BLOCK, (_block, begin: string, template: string, end: string) => {
    return `${begin}\n\`\`\`mermaid\n${drawn.get(template)}\`\`\`\n\n${end}`;
  });
}
