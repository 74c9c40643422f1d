/** Texts that are longer are worked out each time: those who send them must not fill the memory. */
const LONGEST_KEY = 1_000;

const MOST_REMEMBERED = 1_000;

/** A function of a text alone that remembers what it came to, as long as there is room. */
export function remembered<T extends object | number | string>(work: (text: string) => T | undefined) {
  const results = new Map<string, T>();
  return (text: string): T | undefined => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    if (results.size >= MOST_REMEMBERED) results.clear();
    if (result !== undefined && text.length <= LONGEST_KEY) results.set(text, result);
    return result;
  };
}
