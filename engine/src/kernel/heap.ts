/** A binary heap that also finds and removes its members anywhere: all in O(log n). */
export class Heap<T> {
  readonly #before: (a: T, b: T) => boolean;
  readonly #items: T[] = [];
  readonly #positions = new Map<T, number>();

  /** `before(a, b)`: whether `a` comes out before `b`. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The least member. */
  peek(): T | undefined {
    return this.#items[0];
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.delete(first);
    return first;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#siftUp(item, this.#items.length - 1);
  }

  /** False when `item` is no member. To change what the order depends on: delete, change, push. */
  delete(item: T): boolean {
    const position = this.#positions.get(item);
    if (position === undefined) return false;
    this.#positions.delete(item);
    const last = this.#items.pop() as T;
    if (last !== item) this.#siftDown(last, this.#siftUp(last, position));
    return true;
  }

  #place(item: T, position: number): void {
    this.#items[position] = item;
    this.#positions.set(item, position);
  }

  #siftUp(item: T, start: number): number {
    let position = start;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#items[parentPosition] as T;
      if (!this.#before(item, parent)) break;
      this.#place(parent, position);
      position = parentPosition;
    }
    this.#place(item, position);
    return position;
  }

  #siftDown(item: T, start: number): void {
    let position = start;
    for (let child = this.#lesserChild(position); child !== undefined; child = this.#lesserChild(position)) {
      const other = this.#items[child] as T;
      if (!this.#before(other, item)) break;
      this.#place(other, position);
      position = child;
    }
    this.#place(item, position);
  }

  #lesserChild(position: number): number | undefined {
    const left = 2 * position + 1;
    const right = left + 1;
    if (left >= this.#items.length) return undefined;
    const rightIsLess = right < this.#items.length && this.#before(this.#items[right] as T, this.#items[left] as T);
    return rightIsLess ? right : left;
  }
}
