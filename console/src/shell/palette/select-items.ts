import type { IconName } from "../../ui/icon.tsx";

/** One line of the palette. */
export interface PaletteItem {
  readonly title: string;
  readonly about: string;
  readonly icon: IconName;
  readonly keys?: string;
  run(): void;
}

/** Returns the items that have all words of a search: those whose title begins with it first. */
export function selectItems(items: readonly PaletteItem[], search: string): readonly PaletteItem[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter(({ title, about }) => {
    const text = `${title} ${about}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ title }: PaletteItem) => {
    const at = title.toLowerCase().indexOf(words[0] ?? "");
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return [...found].sort((one, other) => rank(one) - rank(other));
}
