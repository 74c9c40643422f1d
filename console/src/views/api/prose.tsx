import { visible } from "../../ui/format.ts";

const TABLE_ROW = /^\|(.+)\|$/;
const TABLE_RULE = /^\|[\s|:-]+\|$/;

/** A text of a document, which is often Markdown: paragraphs, tables and code are set, all else stays as it is written. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <div class="prose">
      {text.split(/\n{2,}/).map((block, index) => (
        <Block key={index} lines={block.split("\n")} />
      ))}
    </div>
  );
}

function Block({ lines }: { readonly lines: readonly string[] }) {
  if (!lines.every((line) => TABLE_ROW.test(line.trim())))
    return (
      <p>
        <Inline text={lines.join(" ")} />
      </p>
    );
  const rows = lines.filter((line) => !TABLE_RULE.test(line.trim())).map(cellsOf);
  const [head = [], ...body] = rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus
    <section class="api-scroll" tabIndex={0} aria-label={head.join(", ")}>
      <table class="api-table">
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell}>{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells) => (
            <tr key={cells.join("|")}>
              {cells.map((cell, column) => (
                <td key={head[column]}>
                  <Inline text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const cellsOf = (line: string) =>
  line
    .trim()
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());

/** Code between backticks; its pieces alternate with text. */
function Inline({ text }: { readonly text: string }) {
  return (
    <>
      {text
        .split("`")
        .map((piece, index) => (index % 2 === 1 ? <code key={index}>{visible(piece)}</code> : visible(piece)))}
    </>
  );
}
