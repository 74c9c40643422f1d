/** Tells whether an input still does what makes it interesting. */
export type IsStill = (input: Buffer) => Promise<boolean>;

/** Makes an input smaller as long as it still does so: leaves out pieces, the largest first, then simplifies bytes. */
export async function minimise(input: Buffer, isStill: IsStill, mostTries: number): Promise<Buffer> {
  let best = input;
  let tries = 0;
  const accept = async (candidate: Buffer) => {
    if (tries++ >= mostTries || candidate.equals(best) || !(await isStill(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = best.length >> 1; size >= 1 && tries < mostTries; size >>= 1)
    for (let at = 0; at < best.length && tries < mostTries; )
      if (!(await accept(Buffer.concat([best.subarray(0, at), best.subarray(at + size)])))) at += size;
  for (let at = 0; at < best.length && tries < mostTries; at++) {
    const simpler = Buffer.from(best);
    simpler[at] = SIMPLE;
    await accept(simpler);
  }
  return best;
}

const SIMPLE = "a".charCodeAt(0);
