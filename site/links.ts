import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { blocksAndSpans } from "./markdown.ts";

/** The repository, for what has no page on the site. */
const REPOSITORY = "https://github.com/portcullis-dev/portcullis";

/** Addresses of files in the repository, which READMEs of published packages have to write out. */
const OF_REPOSITORY = new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/`);

export interface Places {
  readonly root: string;
  /** File of a page, from the root → its place on the site, without an extension. */
  readonly pages: ReadonlyMap<string, string>;
}

/** Pictures are copied to the site; everything else that is no page is read in the repository. */
export const isPicture = (file: string): boolean => /\.(png|svg)$/.test(file);

/** Returns a link of a page as the site has it: to another page, to a picture, or to the repository. */
export function linkOnSite(link: string, file: string, { root, pages }: Places): string {
  const local = link.replace(OF_REPOSITORY, "/");
  if (/^(#|[a-z]+:)/.test(local)) return link;
  const [path = "", anchor] = local.split("#");
  const target = normalize(path.startsWith("/") ? path.slice(1) : join(dirname(file), path)).replace(/\/$/, "");
  const end = anchor === undefined ? "" : `#${anchor}`;
  const page = pages.get(target) ?? pages.get(`${target}/README.md`);
  const from = dirname(pages.get(file) ?? "");
  if (page !== undefined) return `${relativeTo(from, page)}.md${end}`;
  if (isPicture(target)) return relativeTo(from, `pictures/${target}`);
  return `${REPOSITORY}/${kindOf(join(root, target))}/main/${target}${end}`;
}

const relativeTo = (from: string, to: string): string => {
  const path = relative(from, to);
  return path.startsWith(".") ? path : `./${path}`;
};

const kindOf = (path: string): string => (existsSync(path) && statSync(path).isDirectory() ? "tree" : "blob");

/** Returns a page with all of its links, but those in code, as `change` has them. */
export function withLinks(text: string, change: (link: string) => string): string {
  return blocksAndSpans(text)
    .map(({ isCode, text: part }) =>
      isCode
        ? part
        : part
            .replaceAll(/(\]\()([^)\s]+)/g, (_, before, link) => `${before}${change(link)}`)
            .replaceAll(/((?:href|src|srcset)=")([^"]+)/g, (_, before, link) => `${before}${change(link)}`),
    )
    .join("");
}
