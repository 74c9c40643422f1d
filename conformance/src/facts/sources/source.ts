export type Url = `https://${string}`;

/** A publication that facts are taken from: behaviour and figures. */
export interface Source {
  readonly title: string;
  /** The page as it is now comes first, then the copy that was read, if that is kept elsewhere. */
  readonly urls: readonly [Url, ...Url[]];
  /** The state that was read, where the page may have changed since: a date, a commit or a version. */
  readonly read?: string;
}

/** Sources that have no better name than their id, such as issues. */
export const named = <Id extends string>(urls: Readonly<Record<Id, Url>>): Readonly<Record<Id, Source>> => {
  const rows = Object.entries<Url>(urls).map(([id, url]): [string, Source] => [id, { title: id, urls: [url] }]);
  return Object.fromEntries(rows) as Readonly<Record<Id, Source>>;
};
