import { z } from "zod";
import { NO_NUMBER } from "../../kernel/words/say-issue.ts";
import type { StackResource } from "../../template/model.ts";

// CloudFormation takes a scalar of any kind where the API wants another: "29000" is a number, true a string.

export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const number = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, NO_NUMBER)]).transform(Number);

export const flag = z.union([z.boolean(), z.enum(["true", "false"])]).transform((value) => String(value) === "true");

export const textMap = z.record(z.string(), text);

// CloudFormation takes one value where a list is meant.
const texts = z.union([z.array(text), text.transform((one) => [one])]).optional();

/** Cross-origin settings of an HTTP API or of a function's URL. */
export const corsConfiguration = z.object({
  AllowOrigins: texts,
  AllowMethods: texts,
  AllowHeaders: texts,
  ExposeHeaders: texts,
  AllowCredentials: flag.default(false),
  /** Seconds. */
  MaxAge: number.optional(),
});

/** False for a resource whose properties hold `{{resolve:…}}`: these are filled in when services are created. */
export const isKnownWhole = ({ properties }: StackResource) => !JSON.stringify(properties).includes("{{resolve:");
