import type { Line, Pane } from "./scene.ts";

const COLUMNS = 112;
const CHARACTER_WIDTH = 7.85;
const LINE_HEIGHT = 18;
const MARGIN = 16;
const TITLE_HEIGHT = 30;
const WIDTH = Math.ceil(COLUMNS * CHARACTER_WIDTH) + 2 * MARGIN;

const TITLES: Readonly<Record<Pane, string>> = { engine: "Terminal 1", shell: "Terminal 2" };

/** Colours of lines, by the first pattern that fits. */
const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/ 401 |401:|warning/, "bad"],
  [/ 101 |Ready|"Entity Updated"|\bpost\b|\bconnect\b/, "good"],
];

const STYLE = `
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9; white-space: pre; }
  .title { fill: #8b949e; }
  .typed { fill: #ffffff; font-weight: 600; }
  .bad { fill: #ff9492; }
  .good { fill: #7ee787; }
  @media (prefers-reduced-motion: no-preference) {
    .line { opacity: 0; animation: appear 0.2s forwards; }
    @keyframes appear { to { opacity: 1; } }
  }`;

const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const classOf = ({ kind, text }: Line) =>
  kind === "typed" ? "typed" : (COLOURS.find(([pattern]) => pattern.test(text))?.[1] ?? "");

function wrapped({ kind, text }: Line): string[] {
  const whole = kind === "typed" ? `$ ${text}` : text;
  const rows = whole.match(new RegExp(`.{1,${COLUMNS}}`, "g"));
  return rows ?? [""];
}

interface Drawn {
  readonly svg: string;
  readonly height: number;
}

/** Draws one terminal with its lines. */
function drawPane(pane: Pane, lines: readonly Line[], top: number): Drawn {
  const rows = lines
    .filter((line) => line.pane === pane)
    .flatMap((line) => wrapped(line).map((text) => ({ text, line })));
  const height = TITLE_HEIGHT + rows.length * LINE_HEIGHT + MARGIN;
  const texts = rows.map(({ text, line }, index) => {
    const y = top + TITLE_HEIGHT + (index + 1) * LINE_HEIGHT - 5;
    const delay = (line.atMs / 1_000).toFixed(2);
    const names = ["line", classOf(line)].filter(Boolean).join(" ");
    return `<text class="${names}" style="animation-delay:${delay}s" x="${MARGIN}" y="${y}" xml:space="preserve">${escapeXml(text)}</text>`;
  });
  const box = `<rect x="0" y="${top}" width="${WIDTH}" height="${height}" rx="8" fill="#0d1117" stroke="#30363d"/>`;
  const title = `<text class="title" x="${MARGIN}" y="${top + 21}">${TITLES[pane]}</text>`;
  return { svg: [box, title, ...texts].join("\n"), height };
}

/** Draws the lines as an animated picture, which stands still where people ask for less motion. */
export function drawTerminals(lines: readonly Line[], description: string): string {
  const engine = drawPane("engine", lines, 0);
  const shell = drawPane("shell", lines, engine.height + MARGIN);
  const height = engine.height + MARGIN + shell.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(description)}">
<style>${STYLE}
</style>
${engine.svg}
${shell.svg}
</svg>
`;
}
