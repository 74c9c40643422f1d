import type { Diagram, DiagramEdge, DiagramNode, EdgeKind, NodeKind } from "../model.ts";

const SHAPES: Readonly<Record<NodeKind, readonly [open: string, close: string]>> = {
  route: ["(", ")"],
  connections: ["(", ")"],
  function: ["[", "]"],
  "state-machine": ["[[", "]]"],
  queue: [">", "]"],
  topic: ["{{", "}}"],
  bus: ["{{", "}}"],
  rule: ["([", "])"],
  "delivery-stream": [">", "]"],
  table: ["[(", ")]"],
  secret: ["[/", "/]"],
  parameter: ["[/", "/]"],
  elsewhere: ["[(", ")]"],
};

const ARROWS: Readonly<Record<EdgeKind, string>> = {
  calls: "-->",
  authorizes: "-. authorizer .->",
  failures: "-. failed .->",
  reads: "-.->",
  writes: "-->",
  sends: "-->",
  posts: "-- posts -->",
};

/** A flowchart, as GitHub and others show it. */
export function toMermaid({ groups, nodes, edges }: Diagram): string {
  const ids = idsOf(nodes);
  const drawn = (node: DiagramNode) => {
    const [open, close] = SHAPES[node.kind];
    return `    ${ids.get(node.id)}${open}"${escapeText(node.label)}"${close}`;
  };
  const arrow = ({ from, to, kind }: DiagramEdge) => `  ${ids.get(from)} ${ARROWS[kind]} ${ids.get(to)}`;
  const lines = groups.flatMap((group, index) => [
    `  subgraph group${index + 1}["${escapeText(group)}"]`,
    ...nodes.filter((node) => node.group === group).map(drawn),
    "  end",
  ]);
  return `${["flowchart LR", ...lines, ...edges.map(arrow)].join("\n")}\n`;
}

/** Names that Mermaid takes, each once: words of its own language cannot be one. */
function idsOf(nodes: readonly DiagramNode[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    nodes.map(({ id }) => {
      const bare = id.replace(/\W+/g, "_").replace(/_+$/, "") || "node";
      const plain = WORDS.test(bare) ? `${bare}_` : bare;
      let name = plain;
      for (let count = 2; taken.has(name); count++) name = `${plain}${count}`;
      taken.add(name);
      return [id, name];
    }),
  );
}

const WORDS =
  /^(?:end|graph|subgraph|flowchart|class|classDef|click|default|direction|style|linkStyle|call|href|group\d+)$/i;

const ENTITIES: Readonly<Record<string, string>> = { "#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;" };

const escapeText = (text: string) => text.replace(/[#"<>]/g, (character) => ENTITIES[character] ?? character);
