/** An edge of a graph whose nodes stand in a column, by their places from the top. */
export interface Edge {
  from: number;
  to: number;
  /** 0 for an edge to the very next node; the others lie beside the column, each in a lane where it crosses none. */
  lane: number;
}

/** Lays out the edges of a column of nodes. @param inputs for each node, the names of the nodes that it takes its input from */
export function layOut(nodes: readonly { name: string; inputs: readonly string[] }[]): Edge[] {
  const places = new Map(nodes.map(({ name }, place) => [name, place]));
  const edges = nodes.flatMap(({ inputs }, to) =>
    inputs.flatMap((name) => {
      const from = places.get(name);
      return from === undefined || from >= to ? [] : [{ from, to }];
    }),
  );
  const taken: Edge[] = [];
  // Short ones first: they lie closest to the column.
  for (const { from, to } of edges.sort((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from)) {
    let lane = to - from === 1 ? 0 : 1;
    if (lane > 0)
      while (taken.some((other) => other.lane === lane && other.from < to && from < other.to)) lane++;
    taken.push({ from, to, lane });
  }
  return taken;
}
