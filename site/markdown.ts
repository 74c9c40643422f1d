/** A block of code in Markdown, with the line on which it begins and the comment above it. */
export interface CodeBlock {
  readonly language: string;
  /** Words after the language, for example a file's name. */
  readonly info: string;
  readonly code: string;
  readonly line: number;
  /** Text of the comment in HTML that stands right above the block. */
  readonly comment: string | undefined;
}

const BLOCK = /(?:^<!--\s*((?:(?!-->).)*?)\s*-->\n)?^```(\S*)([^\n]*)\n(.*?)^```$/gms;

/** Returns all blocks of code of a page. */
export function blocksOf(text: string): CodeBlock[] {
  return [...text.matchAll(BLOCK)].map(
    ({ 0: all, 1: comment, 2: language = "", 3: info = "", 4: code = "", index }) => ({
      language,
      info: info.trim(),
      code,
      line: text.slice(0, index + all.indexOf("```")).split("\n").length,
      comment,
    }),
  );
}

const CODE = /(^```.*?^```$|(?<!`)`[^`\n]+`(?!`))/gms;

/** Returns a page cut into what is code and what is not. */
export const blocksAndSpans = (text: string): { readonly text: string; readonly isCode: boolean }[] =>
  text.split(CODE).map((part, index) => ({ text: part, isCode: index % 2 === 1 }));

/** Returns a page without its code, which holds no links. */
const withoutCode = (text: string): string =>
  blocksAndSpans(text)
    .map(({ text: part, isCode }) => (isCode ? "" : part))
    .join("");

/** Returns the targets of all links and pictures of a page. */
export const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)|(?:href|src|srcset)="([^"]+)"/g)].map(
    ([, inMarkdown, inHtml]) => inMarkdown ?? inHtml ?? "",
  );

/** Returns the anchor of a heading as GitHub makes it. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/\]\([^)]*\)/g, "")
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .trim()
    .replaceAll(" ", "-");

/** Returns the places of a page that a link may lead to. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(BLOCK, "");
  const anchors = new Set([...prose.matchAll(/<\w+ id="([^"]+)"/g)].map(([, id = ""]) => id));
  const seen = new Map<string, number>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)) {
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}
