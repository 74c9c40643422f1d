/** FNV-1a's start and prime for 32 bits. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Which of an entity's shards a connection's subscription belongs to. */
export function shardOf(connectionId: string, shards: number): number {
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(connectionId)) hash = Math.imul(hash ^ byte, PRIME);
  return (hash >>> 0) % shards;
}
