// Takes parts out of a template's text, comments and all, where parsing it and writing it anew would lose them.

const SECTION = /^ {2}# ── (.+?) ─+$/;
const BLOCK = /^ {2}(\w+):/;

/**
 * The entry points of a template's functions, from the folder of its sources.
 * @param {string} template
 */
export const handlersOf = (template) =>
  [...template.matchAll(/EntryPoints: \[(.+)\]/g)].map(([, path = ""]) => path).sort();

/**
 * A template without some of its sections and entries, and without what refers to these: items of lists, and lines of a
 * text of JSON that name them one by one.
 * @param {string} template
 * @param {readonly string[]} sections By their headings.
 * @param {readonly string[]} entries By their logical ids.
 */
export function withoutSections(template, sections, entries) {
  const lines = template.split("\n");
  const isGone = goneBy(lines, sections, entries);
  const kept = lines.filter((_line, index) => !isGone(index));
  const gone = lines.filter((_line, index) => isGone(index)).flatMap((line) => BLOCK.exec(line)?.[1] ?? []);
  const reference = new RegExp(`(!Ref |!GetAtt |\\$\\{)(${gone.join("|")})\\b`);
  return withoutJsonLines(withoutItems(kept, reference), reference).join("\n");
}

/**
 * @param {readonly string[]} lines
 * @param {readonly string[]} sections
 * @param {readonly string[]} entries
 */
function goneBy(lines, sections, entries) {
  for (const name of [...sections, ...entries])
    if (!lines.some((line) => (SECTION.exec(line) ?? BLOCK.exec(line))?.[1] === name))
      throw new Error(`The template has no ${name}`);
  let section = "";
  let block = "";
  const places = lines.map((line) => {
    if (/^\w/.test(line)) [section, block] = ["", ""];
    const heading = SECTION.exec(line)?.[1];
    if (heading) [section, block] = [heading, ""];
    block = BLOCK.exec(line)?.[1] ?? block;
    return { section, block };
  });
  return (/** @type {number} */ index) => {
    const place = places[index];
    return place !== undefined && (sections.includes(place.section) || entries.includes(place.block));
  };
}

/**
 * @param {readonly string[]} lines
 * @param {RegExp} reference
 */
function withoutItems(lines, reference) {
  /** @type {string[][]} */
  const items = [];
  for (const line of lines) {
    const current = items.at(-1);
    // An item goes on as long as lines are further in than its dash.
    if (current && /^ {8}- /.test(current[0] ?? "") && /^ {9}/.test(line)) current.push(line);
    else items.push([line]);
  }
  const isGone = (/** @type {string[]} */ item) => item.length > 1 && item.some((line) => reference.test(line));
  return items.filter((item) => !isGone(item)).flat();
}

/**
 * @param {readonly string[]} lines
 * @param {RegExp} reference
 */
function withoutJsonLines(lines, reference) {
  /** @type {string[]} */
  const kept = [];
  for (const line of lines) {
    if (!reference.test(line)) kept.push(line);
    // The last of a list has the end of the list in its line.
    else if (!line.trimEnd().endsWith("],"))
      kept.push(String(kept.pop()).replace(/,$/, "") + line.slice(line.indexOf("]") + 1));
  }
  return kept;
}
