import { cpSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { drawTemplates } from "./diagrams.ts";
import { isPicture, linkOnSite, type Places, withLinks } from "./links.ts";
import { linksOf } from "./markdown.ts";
import { placesOf, type Section } from "./pages.ts";

/** Folder, from the root, that VitePress builds from. */
export const STAGE = "site/.pages";

/** Writes every page to where VitePress reads it, with links that fit there, and copies its pictures. */
export async function stage(root: string, sections: readonly Section[]): Promise<void> {
  const places: Places = { root, pages: placesOf(sections) };
  write(join(root, STAGE, "sections.json"), JSON.stringify(sections));
  for (const file of places.pages.keys()) await stagePage(file, places);
}

/** Stages each page again that changes, until that is stopped. Folders are watched: an editor may replace a file. */
export function follow(root: string, sections: readonly Section[]): { stop(): void } {
  const places: Places = { root, pages: placesOf(sections) };
  const folders = new Set([...places.pages.keys()].map((file) => dirname(file)));
  const watchers = [...folders]
    .filter((folder) => existsSync(join(root, folder)))
    .map((folder) =>
      watch(join(root, folder), (_event, name) => void stagePage(normalize(join(folder, name ?? "")), places)),
    );
  return { stop: () => watchers.forEach((watcher) => void watcher.close()) };
}

async function stagePage(file: string, places: Places): Promise<void> {
  const { root, pages } = places;
  const place = pages.get(file);
  // While an editor replaces a file, there is none; it is told of again when it is there.
  if (place === undefined || !existsSync(join(root, file))) return;
  const text = readFileSync(join(root, file), "utf8");
  const linked = withLinks(text, (link) => linkOnSite(link, file, places));
  const { page, drawings } = await drawTemplates(root, linked);
  write(join(root, STAGE, `${place}.md`), page);
  for (const [drawing, svg] of Object.entries(drawings)) write(join(root, STAGE, "public", drawing), svg);
  for (const picture of picturesOf(text, file)) cpSync(join(root, picture), join(root, STAGE, "pictures", picture));
}

/** Writes a file unless it is like that: whoever watches it builds it anew. */
function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const picturesOf = (text: string, file: string): readonly string[] =>
  linksOf(text)
    .filter((link) => isPicture(link) && !/^[a-z]+:/.test(link))
    .map((link) => normalize(join(dirname(file), link)));
