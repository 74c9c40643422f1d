import type { ComponentChildren } from "preact";
import type { Named } from "../../../engine/stack-parts.ts";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";

interface HeadOptions {
  readonly resource: Named;
  /** Badges beside the name. */
  readonly badges?: ComponentChildren;
  /** Buttons. */
  readonly children?: ComponentChildren;
}

/** The name of a resource, as the template and as AWS know it, and what can be done with it. */
export function Head({ resource, badges, children }: HeadOptions) {
  const { logicalId, name, arn } = resource;
  return (
    <header class="data-head">
      <a class="data-back" href="#/data">
        All data
      </a>
      <div class="data-title">
        <h2>{logicalId ?? name}</h2>
        {badges}
        {children && <div class="data-actions">{children}</div>}
      </div>
      <div class="data-name">
        <code class="ellipsis" title={arn}>
          {name}
        </code>
        <CopyButton text={name} label="Copy the name" />
        <CopyButton text={arn} label="Copy ARN">
          Copy ARN
        </CopyButton>
      </div>
    </header>
  );
}
