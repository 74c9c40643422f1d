import type { Named } from "../../../engine/stack-parts.ts";

/** The segment that names a resource in an address. */
export const idOf = ({ logicalId, name }: Pick<Named, "logicalId" | "name">): string => logicalId ?? name;
