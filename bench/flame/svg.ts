import type { Frame } from "./profile.ts";

const WIDTH = 1200;
const ROW = 17;
const TOP = 46;

/** Of one letter of the font, which is as wide as it can be. */
const LETTER = 6.6;

/** Narrower frames are not drawn. */
const NARROWEST = 1.5;

/** Colours by whose code it is, the first that fits. */
const COLOURS: readonly (readonly [module: RegExp, colour: string])[] = [
  [/^node:/, "#9fc5a8"],
  [/node_modules/, "#b3b7d8"],
  [/^engine\/src\/services\/api-gateway/, "#f2a65a"],
  [/^engine\/src\/services\/lambda/, "#f6c667"],
  [/^engine\//, "#f7dc9b"],
];
const OTHER = "#d9d9d9";

const xml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Draws frames below each other, as wide as their time is long; a frame tells the rest to whoever points at it. */
export function flameSvg(root: Frame, title: string, subtitle: string): string {
  const boxes: string[] = [];
  const depth = draw(root, { x: 0, row: 0, scale: WIDTH / Math.max(1, root.us), wholeUs: root.us }, boxes);
  const height = TOP + (depth + 1) * ROW + 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="monospace" font-size="11">`,
    `<title>${xml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="6" y="18" font-size="15" font-weight="bold">${xml(title)}</text>`,
    `<text x="6" y="36" fill="#555">${xml(subtitle)}</text>`,
    ...boxes,
    "</svg>",
    "",
  ].join("\n");
}

interface Place {
  readonly x: number;
  readonly row: number;
  readonly scale: number;
  readonly wholeUs: number;
}

/** Returns the row of the deepest frame that was drawn. */
function draw(frame: Frame, place: Place, into: string[]): number {
  const width = frame.us * place.scale;
  if (width < NARROWEST) return place.row;
  into.push(box(frame, place, width));
  let { x, row: deepest } = place;
  for (const child of frame.children) {
    deepest = Math.max(deepest, draw(child, { ...place, x, row: place.row + 1 }, into));
    x += child.us * place.scale;
  }
  return deepest;
}

function box({ name, module, us }: Frame, { x, row, wholeUs }: Place, width: number): string {
  const y = TOP + row * ROW;
  const colour = COLOURS.find(([of]) => of.test(module))?.[1] ?? OTHER;
  const share = ((us * 100) / Math.max(1, wholeUs)).toFixed(1);
  const letters = Math.floor((width - 4) / LETTER);
  const label = name.length <= letters ? name : `${name.slice(0, Math.max(0, letters - 1))}…`;
  const text = letters < 3 ? "" : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${xml(label)}</text>`;
  const rect = `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>`;
  return `<g><title>${xml(`${name} ${module} ${share} %`)}</title>${rect}${text}</g>`;
}
