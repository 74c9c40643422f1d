import { messageOf, UserError } from "../../../../kernel/errors.ts";
import type { Template } from "../../../../languages/velocity/compile.ts";

export type { TemplateParameters } from "../../../../languages/velocity/builtins.ts";
export type { Template, TemplateScope } from "../../../../languages/velocity/compile.ts";

/** Larger mapping templates are refused (API Gateway quotas, not raisable). */
const LARGEST_TEMPLATE_BYTES = 300 * 1024;

/**
 * Compiles a mapping template (§5.4). The template language is loaded only for a text that uses it.
 * Rejects with a `UserError` when the text is too large or no template.
 */
export async function compileTemplate(text: string): Promise<Template> {
  const size = Buffer.byteLength(text);
  if (size > LARGEST_TEMPLATE_BYTES)
    throw new UserError(`The mapping template has ${size} bytes; API Gateway takes ${LARGEST_TEMPLATE_BYTES}.`);
  if (!/[$#]/.test(text)) return () => text;
  const { compileVelocity } = await import("../../../../languages/velocity/compile.ts");
  try {
    return compileVelocity(text);
  } catch (error) {
    throw new UserError(`The mapping template cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
