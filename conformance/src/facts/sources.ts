import { aws } from "./sources/aws.ts";
import { captures } from "./sources/captures.ts";
import { developerGuide } from "./sources/developer-guide.ts";
import { reports } from "./sources/reports.ts";
import type { Source } from "./sources/source.ts";

const table = { ...developerGuide, ...aws, ...captures, ...reports };

export type SourceId = keyof typeof table;

/** All that facts are taken from, by the ids that they name. */
export const sources: Readonly<Record<SourceId, Source>> = table;
