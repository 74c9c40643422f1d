import { renderMermaidSVG } from "beautiful-mermaid";

/** Colours of the page, light or dark, in place of a picture's own. */
const COLOURS = { bg: "var(--vp-c-bg)", fg: "var(--vp-c-text-1)", transparent: true };

/**
 * Draws a diagram, which no browser does by itself. The theme has the style of all of them: one in a page would not
 * survive its build, and would load a font.
 */
export function figureOf(mermaid: string): string {
  const svg = renderMermaidSVG(mermaid, COLOURS)
    .replaceAll(/<style>.*?<\/style>/gs, "")
    .replace("<svg ", '<svg role="img" aria-label="The diagram that the text is about" ');
  return `<figure class="diagram" tabindex="0" v-pre>${svg}</figure>`;
}
