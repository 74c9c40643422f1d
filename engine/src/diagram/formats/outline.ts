import type { Diagram, DiagramEdge, DiagramNode, EdgeKind } from "../model.ts";

/** The ways that are followed; the others end at what they lead to. */
const FOLLOWED: ReadonlySet<EdgeKind> = new Set(["calls", "authorizes"]);

const WORDS: Readonly<Record<EdgeKind, string>> = {
  calls: "",
  authorizes: "authorizer ",
  failures: "failures to ",
  reads: "reads ",
  writes: "writes ",
  sends: "sends to ",
  posts: "posts to ",
};

interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

/**
 * An outline in ASCII: each way into the stack, and what happens behind it. A picture of boxes and lines would be wider
 * than a terminal, and a function that many lead to is told once.
 */
export function toOutline(diagram: Diagram): string {
  const trees = treesOf(diagram);
  return trees.map(({ text, branches }) => `${[text, ...branches.flatMap(linesOf)].join("\n")}\n`).join("\n");
}

function linesOf({ text, branches }: Branch, index: number, siblings: readonly Branch[]): string[] {
  const isLast = index === siblings.length - 1;
  const below = branches.flatMap(linesOf).map((line) => `${isLast ? "    " : "|   "}${line}`);
  return [`${isLast ? "`-- " : "|-- "}${text}`, ...below];
}

/** A tree a group: of the ways in that it holds, then of what only circles lead to. */
function treesOf({ groups, nodes, edges }: Diagram): readonly Branch[] {
  const { branchOf, isMissing } = createBranches(nodes, edges);
  const isEntered = ({ id }: DiagramNode) =>
    edges.some(({ to, from, kind }) => to === id && from !== id && FOLLOWED.has(kind));
  const isUsed = ({ id }: DiagramNode) => edges.some(({ to, from }) => to === id && from !== id);
  const leadsOn = ({ id }: DiagramNode) => edges.some(({ from, kind }) => from === id && FOLLOWED.has(kind));
  const waysIn = nodes.filter((node) => !isEntered(node) && (!isUsed(node) || leadsOn(node)));
  const told = [...waysIn, ...nodes].flatMap((node) => (isMissing(node) ? [{ node, branch: branchOf(node) }] : []));
  return groups
    .map((text) => ({ text, branches: told.filter(({ node }) => node.group === text).map(({ branch }) => branch) }))
    .filter(({ branches }) => branches.length > 0);
}

/** Makes the branch of a node, whole the first time. */
function createBranches(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[]) {
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  const [told, named] = [new Set<string>(), new Set<string>()];
  const leadingFrom = (id: string) => edges.filter(({ from }) => from === id);

  function branch(id: string, word: string): Branch {
    const text = `${word}${labels.get(id) ?? id}`;
    const leading = leadingFrom(id);
    if (told.has(id)) return { text: leading.length > 0 ? `${text} (see above)` : text, branches: [] };
    told.add(id);
    return { text, branches: leading.map(follow) };
  }

  function follow({ to, kind }: DiagramEdge): Branch {
    if (FOLLOWED.has(kind)) return branch(to, WORDS[kind]);
    named.add(to);
    return { text: `${WORDS[kind]}${labels.get(to) ?? to}`, branches: [] };
  }

  return {
    branchOf: ({ id }: DiagramNode) => branch(id, ""),
    /** True for what has not been told, or only by its name although it leads somewhere. */
    isMissing: ({ id }: DiagramNode) => !told.has(id) && (!named.has(id) || leadingFrom(id).length > 0),
  };
}
