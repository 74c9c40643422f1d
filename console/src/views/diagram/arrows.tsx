import type { Diagram } from "../../model/flow/diagram.ts";
import { formatCount } from "../../ui/format.ts";
import type { Passed } from "./picture.tsx";
import { ARROW_WORDS, placeOf } from "./places.ts";

interface ArrowsOptions {
  readonly diagram: Diagram;
  readonly passedEdge: (index: number) => Passed;
}

/** The arrows as a table: those along which most went come first. */
export function Arrows({ diagram, passedEdge }: ArrowsOptions) {
  const nodes = new Map(diagram.nodes.map((node) => [node.id, node]));
  const rows = diagram.edges
    .map((edge, index) => ({ edge, index, ...passedEdge(index) }))
    .sort((one, other) => other.errors - one.errors || other.total - one.total);
  const link = (id: string) => {
    const node = nodes.get(id);
    const place = node && placeOf(node);
    return place === undefined ? id : <a href={place}>{node?.kind === "route" ? id : node?.label}</a>;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus
    <section class="arrows" tabIndex={0} aria-label="Arrows">
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th>Arrow</th>
            <th>To</th>
            <th class="number">Times</th>
            <th class="number">Errors</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ edge: { from, to, kind }, index, total, errors }) => (
            <tr key={index}>
              <td>{link(from)}</td>
              <td class="quiet-text">{ARROW_WORDS[kind] ?? kind}</td>
              <td>{link(to)}</td>
              <td class="number">{formatCount(total)}</td>
              <td class={errors > 0 ? "number bad" : "number"}>{formatCount(errors)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
