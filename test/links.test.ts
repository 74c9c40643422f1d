import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, linksOf, slugOf } from "../site/markdown.ts";
import { markdownFiles, root } from "./source-files.ts";

const pages = markdownFiles();
const texts = new Map(pages.map((page) => [page, readFileSync(join(root, page), "utf8")]));
const anchors = new Map([...texts].map(([page, text]) => [page, anchorsOf(text)]));

/** Returns why a link of a page leads nowhere, if it does. */
function complaintAbout(page: string, link: string): string | undefined {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), decodeURI(path)));
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || statSync(join(root, target)).isDirectory() || !target.endsWith(".md")) return undefined;
  return anchors.get(target)?.has(anchor) ? undefined : `${link}: ${target} has no place #${anchor}`;
}

describe("links of all pages", () => {
  it("are found", () => {
    expect(pages.length).toBeGreaterThan(80);
    expect([...texts.values()].flatMap(linksOf).length).toBeGreaterThan(600);
  });

  it.each(pages)("lead to a file and a heading that there is: %s", (page) => {
    const links = linksOf(texts.get(page) ?? "").filter((link) => !/^[a-z]+:/.test(link));
    expect(links.map((link) => complaintAbout(page, link)).filter((complaint) => complaint !== undefined)).toEqual([]);
  });
});

describe("slugOf", () => {
  it.each([
    ["One port", "one-port"],
    ["`portcullis ws [URL|API]`", "portcullis-ws-urlapi"],
    ["8. Logging, metrics, stage settings", "8-logging-metrics-stage-settings"],
    ["HTTP APIs, REST APIs and function URLs", "http-apis-rest-apis-and-function-urls"],
    ["[0.1.0](https://example.com)", "010"],
  ])("makes GitHub's anchor of %j", (heading, anchor) => {
    expect(slugOf(heading)).toBe(anchor);
  });
});
