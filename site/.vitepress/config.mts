import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type MarkdownRenderer } from "vitepress";
import { slugOf } from "../markdown.ts";
import { barsOf } from "../side-bar.ts";
import { figureOf } from "./diagrams.mts";

const folder = fileURLToPath(new URL("../.pages", import.meta.url));
const sections = JSON.parse(readFileSync(join(folder, "sections.json"), "utf8"));

function drawDiagrams(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...given) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    return info === "mermaid" ? figureOf(content) : (fence?.(tokens, index, ...given) ?? "");
  };
}

/** `{{resolve:…}}` is CloudFormation's, not Vue's. */
function leaveCodeAlone(md: MarkdownRenderer): void {
  const { code_inline: inline } = md.renderer.rules;
  md.renderer.rules.code_inline = (...given) => (inline?.(...given) ?? "").replace(/^<code(?! v-pre)/, "<code v-pre");
}

/** An option is not broken behind its hyphens. */
function keepOptionsWhole(md: MarkdownRenderer): void {
  const { code_inline: inline } = md.renderer.rules;
  md.renderer.rules.code_inline = (...given) =>
    (inline?.(...given) ?? "").replaceAll(/(?<=[\s>])--?[a-z][a-z-]{0,24}/g, '<span class="option">$&</span>');
}

/** A header without text heads nothing: a screen reader is told of a cell. */
function leaveOutEmptyHeaders(md: MarkdownRenderer): void {
  md.core.ruler.push("empty-headers", ({ tokens }) => {
    for (const [index, { type, content }] of tokens.entries()) {
      const [open, close] = [tokens[index - 1], tokens[index + 1]];
      if (type !== "inline" || content !== "" || open?.type !== "th_open" || !close) continue;
      open.tag = "td";
      close.tag = "td";
    }
  });
}

export default defineConfig({
  lang: "en-GB",
  title: "Portcullis",
  description: "Put an authenticated WebSocket API on AWS, and run the very same thing on your laptop.",
  srcDir: ".pages",
  outDir: "dist",
  cacheDir: ".cache",
  ignoreDeadLinks: "localhostLinks",
  markdown: {
    anchor: { slugify: slugOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(md) {
      drawDiagrams(md);
      leaveCodeAlone(md);
      keepOptionsWhole(md);
      leaveOutEmptyHeaders(md);
    },
  },
  themeConfig: {
    ...barsOf(sections),
    outline: [2, 3],
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: "https://github.com/portcullis-dev/portcullis" }],
    docFooter: { prev: "Before", next: "Next" },
  },
});
