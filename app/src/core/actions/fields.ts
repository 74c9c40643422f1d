import { entityId, printable } from "@portcullis/contract";

export * as z from "zod/mini";

/** Forms of fields that say in words what is wrong with another. */
export const fields = { entityId, printable };
