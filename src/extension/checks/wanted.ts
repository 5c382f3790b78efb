/** The part of an editor's test item that is needed to see what a request asks for. */
export interface Node {
  id: string;
  parent?: Node | undefined;
}

/** What of an exercise is to be checked. */
export type Wanted = 'all' | { items: string[]; checks: string[] };

/**
 * What a request asks of an exercise: all of it, some of its tasks and checks, or nothing.
 * @param root the exercise's node; below it are tasks, and below these checks
 */
export function wantedOf(
  root: Node,
  request: { include?: readonly Node[] | undefined; exclude?: readonly Node[] | undefined },
): Wanted | undefined {
  if (request.exclude?.includes(root)) return undefined;
  if (!request.include || request.include.includes(root)) return 'all';
  const items = request.include.filter((node) => node.parent === root);
  const checks = request.include.filter((node) => node.parent?.parent === root);
  const left = (nodes: readonly Node[]) =>
    nodes.filter((node) => !request.exclude?.includes(node)).map(({ id }) => id);
  const wanted = { items: left(items), checks: left(checks) };
  return wanted.items.length + wanted.checks.length > 0 ? wanted : undefined;
}
