/** A binary heap that also finds and removes its members anywhere: all in O(log n). */
export interface Heap<T> {
  readonly size: number;
  /** The least member. */
  peek(): T | undefined;
  pop(): T | undefined;
  push(item: T): void;
  /** False when `item` is no member. To change what the order depends on: delete, change, push. */
  delete(item: T): boolean;
  /** All members, in no order. */
  [Symbol.iterator](): Iterator<T>;
}

/** `before(a, b)`: whether `a` comes out before `b`. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];
  const positions = new Map<T, number>();

  function place(item: T, position: number): void {
    items[position] = item;
    positions.set(item, position);
  }

  function siftUp(item: T, start: number): number {
    let position = start;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = items[parentPosition] as T;
      if (!before(item, parent)) break;
      place(parent, position);
      position = parentPosition;
    }
    place(item, position);
    return position;
  }

  function siftDown(item: T, start: number): void {
    let position = start;
    for (;;) {
      const child = lesserChild(position);
      if (child === undefined || !before(items[child] as T, item)) break;
      place(items[child] as T, position);
      position = child;
    }
    place(item, position);
  }

  function lesserChild(position: number): number | undefined {
    const left = 2 * position + 1;
    if (left >= items.length) return undefined;
    const right = left + 1;
    return right < items.length && before(items[right] as T, items[left] as T) ? right : left;
  }

  function remove(item: T): boolean {
    const position = positions.get(item);
    if (position === undefined) return false;
    positions.delete(item);
    const last = items.pop() as T;
    if (last !== item) siftDown(last, siftUp(last, position));
    return true;
  }

  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    pop() {
      const first = items[0];
      if (first !== undefined) remove(first);
      return first;
    },
    push(item) {
      items.push(item);
      siftUp(item, items.length - 1);
    },
    delete: remove,
    [Symbol.iterator]: () => items[Symbol.iterator](),
  };
}
