import { folderOf, type Page, placesOf, type Section } from "./pages.ts";

/** Returns the bars of all sections: the one at the top, and one at the left for each. */
export function barsOf(sections: readonly Section[]) {
  const places = placesOf(sections);
  const itemOf = ({ title, file }: Page) => ({ text: title, link: `/${places.get(file)}` });
  return {
    nav: sections.flatMap((section) => {
      const [first] = section.groups.flatMap(({ pages }) => pages);
      return first ? [{ ...itemOf(first), text: section.title, activeMatch: `^/${folderOf(section)}/` }] : [];
    }),
    sidebar: Object.fromEntries(
      sections.map((section) => [
        `/${folderOf(section)}/`,
        section.groups.map(({ title = section.title, pages }) => ({ text: title, items: pages.map(itemOf) })),
      ]),
    ),
  };
}
