import { stack } from "../../../engine/stack.ts";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { shortPath } from "../model/places.ts";

/** A place in a file, to be copied into an editor: `src/work.ts:7:3`. */
export function Place({ location }: { readonly location: string }) {
  return (
    <span class="fn-place">
      <code title={location}>{shortPath(location, stack.value?.template)}</code>
      <CopyButton text={location.replace(/^file:\/\//, "")} label="Copy the place" />
    </span>
  );
}
