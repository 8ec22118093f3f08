/** Strongly connected parts with a way round, by Tarjan's algorithm, without recursion. */
export function circlesOf(
  size: number,
  next: ReadonlyMap<number, readonly number[]>,
): readonly (readonly number[])[] {
  const order = new Array<number>(size).fill(-1);
  const low = new Array<number>(size).fill(-1);
  const isOnStack = new Array<boolean>(size).fill(false);
  const stack: number[] = [];
  const circles: number[][] = [];
  let count = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    const calls: { node: number; edge: number }[] = [{ node: root, edge: 0 }];
    while (calls.length > 0) {
      const call = calls.at(-1);
      if (call === undefined) break;
      const { node } = call;
      if (call.edge === 0) {
        order[node] = count;
        low[node] = count;
        count += 1;
        stack.push(node);
        isOnStack[node] = true;
      }
      const targets = next.get(node) ?? [];
      const target = targets[call.edge];
      if (target !== undefined) {
        call.edge += 1;
        if (order[target] === -1) calls.push({ node: target, edge: 0 });
        else if (isOnStack[target]) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller !== undefined) low[caller.node] = Math.min(low[caller.node] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      const circle: number[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        isOnStack[member] = false;
        circle.push(member);
        if (member === node) break;
      }
      if (circle.length > 1 || targets.includes(node)) circles.push(circle);
    }
  }
  return circles;
}
