import type { MessageDefinition } from "@portcullis/contract";
import * as z from "zod/mini";
import { UsageError } from "./usage-error.ts";

/** Gives an event's detail as the contract has it, without fields that were not given. */
export function validDetail<Payload extends z.ZodMiniType>(
  { payload }: MessageDefinition<Payload>,
  fields: Readonly<Record<string, string | undefined>>,
): object {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const result = z.safeParse(payload, given);
  if (result.success) return given;
  throw new UsageError(result.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; "));
}
