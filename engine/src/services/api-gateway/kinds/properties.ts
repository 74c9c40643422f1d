import { z } from "zod";

// CloudFormation takes a scalar of any kind where the API wants another: "29000" is a number, true a string.

export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const number = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number);

export const flag = z.union([z.boolean(), z.enum(["true", "false"])]).transform((value) => String(value) === "true");

export const textMap = z.record(z.string(), text);
