import { formatLocation } from "../../../kernel/errors.ts";
import type { Stack } from "../../../template/model.ts";
import type { BuiltCode } from "../build/builder.ts";
import type { CodeSource } from "../build/code-source.ts";
import { folderSize } from "../build/folder-size.ts";
import { UnzippedSizeError } from "../build/zip.ts";
import { MAX_UNZIPPED_BYTES } from "../configuration/quotas.ts";
import type { LambdaFunction } from "../functions/function.ts";
import { isIgnoredName } from "../watch/targets.ts";

/** Refuses code that is too large together with its layers, as far as they are archives: what is deployed as it is. */
export function withinSize(built: BuiltCode, layers: readonly { readonly unzippedBytes: number }[]): BuiltCode {
  if (built.status !== "built") return built;
  const bytes = layers.reduce((sum, { unzippedBytes }) => sum + unzippedBytes, built.unzippedBytes ?? 0);
  if (bytes < MAX_UNZIPPED_BYTES) return built;
  const { message } = new UnzippedSizeError();
  return { status: "unavailable", reason: `with its layers it is too large: ${message}`, isRefused: true };
}

/** Folders that somebody has built already hold what is deployed; of others, packages are a build's affair. */
const isBuilt = (folder: string) => /[/\\](\.aws-sam|cdk\.out|\.serverless)[/\\]/.test(folder);

/** The sizes of folders, each added up once: it is the same for all functions in a folder. */
export class FolderSizes {
  readonly #sizes = new Map<string, Promise<number>>();

  of(folder: string): Promise<number> {
    const size =
      this.#sizes.get(folder) ?? folderSize(folder, MAX_UNZIPPED_BYTES, isBuilt(folder) ? undefined : isIgnoredName);
    this.#sizes.set(folder, size);
    return size;
  }
}

/** Warns of a folder that AWS would not take as it is. It runs here: a build may leave most of it out. */
export async function warnOfSize(
  target: LambdaFunction,
  { source, sizes, stack }: { source: CodeSource; sizes: FolderSizes; stack: Stack },
): Promise<void> {
  if (source.kind !== "folder" || (await sizes.of(source.root)) < MAX_UNZIPPED_BYTES) return;
  const { logicalId } = target.configuration;
  const message = `${logicalId} is larger than AWS takes, unless a build leaves something out: ${new UnzippedSizeError().message}.`;
  target.record("warning", { message, location: formatLocation(stack.locate(logicalId, ["Properties", "Code"])) });
}
