/** A state of a definition, as far as the picture looks at it. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Resource?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly Catch?: readonly { readonly Next?: string }[];
  readonly Branches?: readonly Definition[];
  readonly ItemProcessor?: Definition;
  readonly Iterator?: Definition;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state as a box. Names are unique in a state machine, those of its branches too. */
export interface Box {
  readonly name: string;
  readonly type: string;
  readonly row: number;
  readonly column: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

export interface Graph {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly rows: number;
  readonly columns: number;
}

/** Lays out a definition from top to bottom: a state stands below all that lead to it, but for ways back. */
export function graphOf(definition: Definition): Graph {
  const states = statesOf(definition);
  const arrows = [...states].flatMap(([name, state]) => arrowsOf(name, state));
  const rows = rowsOf(definition.StartAt, states, arrows);
  const used: number[] = [];
  const boxes = [...states].map(([name, { Type }]) => {
    const row = rows.get(name) ?? 0;
    const column = used[row] ?? 0;
    used[row] = column + 1;
    return { name, type: Type, row, column };
  });
  return { boxes, arrows, rows: used.length, columns: Math.max(0, ...used.map((count) => count ?? 0)) };
}

/** All states, those of branches behind the state that has them. */
function statesOf({ States }: Definition): Map<string, State> {
  const all = new Map<string, State>();
  for (const [name, state] of Object.entries(States)) {
    all.set(name, state);
    for (const branch of branchesOf(state)) for (const [inner, each] of statesOf(branch)) all.set(inner, each);
  }
  return all;
}

const branchesOf = ({ Branches = [], ItemProcessor, Iterator }: State): readonly Definition[] =>
  [...Branches, ItemProcessor, Iterator].filter((branch) => branch !== undefined);

function arrowsOf(from: string, state: State): readonly Arrow[] {
  const { Next, Default, Choices = [], Catch = [] } = state;
  const branches = branchesOf(state);
  const ends = branches.flatMap(endsOf);
  // What follows branches follows their last states.
  const onward =
    Next === undefined ? [] : (branches.length > 0 ? ends : [from]).map((end) => ({ from: end, to: Next }));
  return [
    ...branches.map(({ StartAt }) => ({ from, to: StartAt, ...(state.Type === "Map" && { label: "each" }) })),
    ...leading(from, Choices, "choice"),
    ...leading(from, [{ Next: Default }], "default"),
    ...onward,
    ...leading(from, Catch, "catch"),
  ];
}

const leading = (
  from: string,
  ways: readonly { readonly Next?: string | undefined }[],
  label: string,
): readonly Arrow[] => ways.flatMap(({ Next: to }) => (to === undefined ? [] : [{ from, to, label }]));

/** The states with which a branch ends. */
const endsOf = ({ States }: Definition): readonly string[] =>
  Object.entries(States).flatMap(([name, state]) => {
    const goesOn = state.Next !== undefined || state.Choices !== undefined || state.Type === "Fail";
    const inner = branchesOf(state).flatMap(endsOf);
    if (goesOn) return [];
    return inner.length > 0 ? inner : [name];
  });

/** The longest way from the start, where ways back do not count. */
function rowsOf(
  start: string,
  states: ReadonlyMap<string, State>,
  arrows: readonly Arrow[],
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const path = new Set<string>();
  function place(name: string, row: number): void {
    if (path.has(name) || (rows.get(name) ?? -1) >= row) return;
    rows.set(name, row);
    path.add(name);
    for (const { from, to } of arrows) if (from === name) place(to, row + 1);
    path.delete(name);
  }
  place(start, 0);
  // States that nothing leads to are shown as well, below the others.
  for (const name of states.keys()) if (!rows.has(name)) rows.set(name, Math.max(...rows.values()) + 1);
  return rows;
}
