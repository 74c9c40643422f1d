import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linkOnSite, withLinks } from "../site/links.ts";
import { blocksAndSpans } from "../site/markdown.ts";
import { HOME, placesOf, SECTIONS } from "../site/pages.ts";
import { barsOf } from "../site/side-bar.ts";
import { follow, stage } from "../site/stage.ts";
import { filesBelow, root } from "./source-files.ts";

const repository = "https://github.com/portcullis-dev/portcullis";
const places = placesOf(SECTIONS);

describe("pages of the site", () => {
  it("are files that there are, each in a place of its own", () => {
    expect([...places.keys()].filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(new Set(places.values()).size).toBe(places.size);
  });

  it("are all documents but the decisions", () => {
    const documents = filesBelow("docs").filter((file) => file.endsWith(".md") && !file.startsWith("docs/adr/"));
    expect(documents.filter((file) => !places.has(file))).toEqual([]);
  });

  it("are all in a side bar, and each section in the bar at the top", () => {
    const { nav, sidebar } = barsOf(SECTIONS);
    expect(nav.map(({ text }) => text)).toEqual(["Tutorial", "How-to", "Reference", "Explanation", "Production"]);
    const listed = Object.values(sidebar).flatMap((groups) => groups.flatMap(({ items }) => items));
    expect(listed).toHaveLength(places.size - 1);
  });

  it("begin with one heading and a sentence", () => {
    const texts = [...places.keys()].map((file) => [file, readFileSync(join(root, file), "utf8")] as const);
    expect(texts.filter(([, text]) => !/^# .+\n\n/.test(text)).map(([file]) => file)).toEqual([]);
  });

  it("hold no HTML that is a mistake, and no braces: VitePress would take both for its own", () => {
    const known = /^<(\/?(a|br|img|picture|source|p|details|summary|sub|sup|kbd)\b|!--|https?:)/;
    const wrong = [...places.keys()].flatMap((file) =>
      blocksAndSpans(readFileSync(join(root, file), "utf8"))
        .filter(({ isCode }) => !isCode)
        .flatMap(({ text }) => text.replaceAll(/<!--.*?-->/gs, "").match(/<[\w/!][^>\n]*>?|\{\{/g) ?? [])
        .filter((found) => !known.test(found))
        .map((found) => `${file}: ${found}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("linkOnSite", () => {
  const from = (file: string) => (link: string) => linkOnSite(link, file, { root, pages: places });

  it.each([
    ["another page", "docs/engine.md", "debugging.md#python", "../how-to/debugging.md#python"],
    ["a page above", "docs/how-to/react.md", "../scale.md", "../explanation/scale.md"],
    ["a folder whose README is a page", "README.md", "app/", "./reference/package-app.md"],
    [
      "a page, written out for npm",
      "client/README.md",
      `${repository}/blob/main/docs/publishing.md#traces`,
      "../how-to/publishing.md#traces",
    ],
    ["a place of the same page", "docs/engine.md", "#time", "#time"],
    [
      "a file without a page",
      "docs/http.md",
      "../contract/openapi.json",
      `${repository}/blob/main/contract/openapi.json`,
    ],
    ["a folder without a page", "docs/README.md", "adr/", `${repository}/tree/main/docs/adr`],
    ["a picture", "docs/console.md", "console/live-dark.png", "../pictures/docs/console/live-dark.png"],
    ["somewhere else", "docs/engine.md", "https://example.com/a#b", "https://example.com/a#b"],
  ])("leads to %s", (_, file, link, expected) => {
    expect(from(file)(link)).toBe(expected);
  });

  it("changes no code, and does change what stands in HTML", () => {
    const text = 'a [b](c.md) `[d](e.md)`\n\n```\n[f](g.md)\n```\n<img src="h.png">\n';
    expect(withLinks(text, () => "X")).toBe('a [b](X) `[d](e.md)`\n\n```\n[f](g.md)\n```\n<img src="X">\n');
  });

  it("has one first page", () => {
    expect(places.get(HOME.file)).toBe("index");
  });
});

describe("stage", () => {
  it("writes pages with links that fit, copies their pictures, and follows what is edited", async () => {
    const folder = mkdtempSync(join(tmpdir(), "portcullis-site-"));
    const at = (path: string) => join(folder, path);
    const sections = [
      {
        title: "Guides",
        groups: [
          {
            pages: [
              { title: "A", file: "docs/a.md" },
              { title: "B", file: "docs/deep/b.md" },
            ],
          },
        ],
      },
    ];
    mkdirSync(at("docs/deep"), { recursive: true });
    writeFileSync(at("docs/a.md"), "# A\n\n[to B](deep/b.md) ![a picture](p.png)\n");
    writeFileSync(at("docs/deep/b.md"), "# B\n\n[to A](../a.md)\n");
    writeFileSync(at("docs/p.png"), "pixels");
    await stage(folder, sections);
    const staged = (path: string) => readFileSync(at(`site/.pages/${path}`), "utf8");
    expect(staged("guides/a.md")).toBe("# A\n\n[to B](./b.md) ![a picture](../pictures/docs/p.png)\n");
    expect(staged("guides/b.md")).toBe("# B\n\n[to A](./a.md)\n");
    expect(staged("pictures/docs/p.png")).toBe("pixels");

    const following = follow(folder, sections);
    writeFileSync(at("docs/deep/b.md"), "# B, edited\n");
    await expect.poll(() => staged("guides/b.md")).toBe("# B, edited\n");
    following.stop();
    rmSync(folder, { recursive: true });
  });
});
