/** Bytes of a page. The last one may have all keys of a state beside it, 54 KB at most; a connection takes 128 KB. */
const PAGE_BYTES = 64 * 1024;

/** Shares out what goes into messages, one page at least. */
export function pagesOf<Item>(items: readonly Item[], contentOf: (item: Item) => object = Object): Item[][] {
  const pages: Item[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(contentOf(item)));
    const isFull = bytes + size > PAGE_BYTES;
    if (isFull) pages.push([]);
    bytes = isFull ? size : bytes + size;
    pages.at(-1)?.push(item);
  }
  return pages;
}
