import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, layOut } from "../../src/diagram/formats/layout.ts";
import { toMermaid } from "../../src/diagram/formats/mermaid.ts";
import { toOutline } from "../../src/diagram/formats/outline.ts";
import { toSvg } from "../../src/diagram/formats/svg.ts";
import type { Diagram, DiagramEdge, DiagramNode, EdgeKind } from "../../src/diagram/model.ts";

const GROUPS = ["One", "Two"];
const KINDS: readonly EdgeKind[] = ["calls", "authorizes", "failures", "reads", "writes", "sends", "posts"];

const node = (id: string, more: Partial<DiagramNode> = {}): DiagramNode => ({
  id,
  label: id,
  kind: "function",
  group: "One",
  ...more,
});

/** Diagrams with loops, circles, and arrows of several kinds between two. */
const diagrams: fc.Arbitrary<Diagram> = fc
  .tuple(
    fc.array(fc.constantFrom(...GROUPS), { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom(...KINDS)), { maxLength: 24 }),
  )
  .map(([groups, ends]) => {
    const nodes = groups.map((group, index) => node(`node${index}`, { group }));
    const at = (index: number) => `node${index % nodes.length}`;
    const edges = ends.map(([from, to, kind]): DiagramEdge => ({ from: at(from), to: at(to), kind }));
    const unique = [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
    return { groups: GROUPS.filter((group) => groups.includes(group)), nodes, edges: unique };
  });

const overlap = (one: Box, other: Box) =>
  Math.abs(one.x - other.x) * 2 < one.width + other.width - 0.01 &&
  Math.abs(one.y - other.y) * 2 < one.height + other.height - 0.01;

describe("layOut", () => {
  it("puts no two nodes on top of each other, each into its group, and leads every arrow somewhere", () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const { nodes, groups, edges, width, height } = layOut(diagram);
        for (const [index, { node, box }] of nodes.entries()) {
          expect(nodes.slice(index + 1).filter((other) => overlap(box, other.box))).toEqual([]);
          const group = groups.find(({ label }) => label === node.group);
          expect(group && overlap(box, group.box)).toBe(true);
          expect(box.x + box.width / 2 <= width && box.y + box.height / 2 <= height).toBe(true);
        }
        for (const { points } of edges) {
          expect(points.length).toBeGreaterThan(1);
          expect(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("the name of a group", () => {
  const LINE_PX = 20;

  it("has room above its nodes", () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const { nodes, groups } = layOut(diagram);
        for (const { box } of groups) {
          const name = { ...box, y: box.y - box.height / 2 + LINE_PX / 2, height: LINE_PX };
          expect(nodes.filter((node) => overlap(name, node.box))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("toSvg", () => {
  it("draws each node and each arrow, and needs nothing from elsewhere", () => {
    const edges: DiagramEdge[] = [{ from: "a", to: "b", kind: "writes" }];
    const svg = toSvg({ groups: ["One"], nodes: [node("a"), node("b", { kind: "table" })], edges });
    expect(svg.match(/<rect class="node/g)).toHaveLength(2);
    expect(svg).toContain("<title>a writes b</title>");
    expect(svg.match(/https?:[^"]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
  });

  it("escapes what a template calls its parts", () => {
    const svg = toSvg({ groups: ["One"], nodes: [node("<script>&\"'")], edges: [] });
    expect(svg).toContain(">&lt;script&gt;&amp;&quot;'</text>");
  });
});

describe("toMermaid", () => {
  it.each([
    ["end", "end_"],
    ["Default", "Default_"],
    ["Api GET /a/{b}", "Api_GET_a_b"],
    ["Nested/Queue", "Nested_Queue"],
    ["group1", "group1_"],
    ["$", "node"],
  ])("names %j %s", (id, name) => {
    expect(toMermaid({ groups: ["One"], nodes: [node(id, { label: "x" })], edges: [] })).toContain(
      `    ${name}["x"]\n`,
    );
  });

  it("gives no two nodes one name, and escapes labels", () => {
    const nodes = [node("A /b", { label: 'say "#1"' }), node("A b", { label: "<b>" })];
    const lines = toMermaid({ groups: ["One"], nodes, edges: [{ from: "A /b", to: "A b", kind: "reads" }] }).split(
      "\n",
    );
    expect(lines.slice(2, 4)).toEqual(['    A_b["say #quot;#35;1#quot;"]', '    A_b2["#lt;b#gt;"]']);
    expect(lines.at(-2)).toBe("  A_b -.-> A_b2");
  });
});

describe("toOutline", () => {
  const calls = (from: string, to: string): DiagramEdge => ({ from, to, kind: "calls" });

  it("tells a part once, and refers to it afterwards", () => {
    const nodes = ["a", "b", "c", "d"].map((id) => node(id));
    const edges = [calls("a", "c"), calls("b", "c"), calls("c", "d")];
    expect(toOutline({ groups: ["One"], nodes, edges })).toBe(
      "One\n|-- a\n|   `-- c\n|       `-- d\n`-- b\n    `-- c (see above)\n",
    );
  });

  it("ends for every diagram, and leaves out nothing", () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const text = toOutline(diagram);
        for (const { label } of diagram.nodes) expect(text).toMatch(new RegExp(`\\b${label}\\b`));
      }),
    );
  });
});
