import type { Stack } from "../../engine/stack-parts.ts";
import { depthOf, type QueueSummary } from "../../model/data/queues.ts";
import { idOf, RESOURCE_KINDS } from "../../model/data/resources.ts";
import { formatCount } from "../../ui/format.ts";
import { href } from "../../ui/links.ts";

interface SidebarOptions {
  readonly stack: Stack;
  readonly queues: readonly QueueSummary[];
  readonly kind: string;
  readonly id: string;
}

/** All resources that hold data, with the depths of queues. */
export function Sidebar({ stack, queues, kind, id }: SidebarOptions) {
  return (
    <nav class="data-nav" aria-label="Resources">
      {RESOURCE_KINDS.map((group) => {
        const resources = group.of(stack);
        if (resources.length === 0) return null;
        return (
          <section key={group.kind}>
            <h2>{group.title}</h2>
            <ul>
              {resources.map((resource) => (
                <li key={resource.arn}>
                  <a
                    href={href("data", group.kind, idOf(resource))}
                    {...(group.kind === kind && idOf(resource) === id && { "aria-current": "page" })}
                  >
                    <span class="ellipsis" title={resource.name}>
                      {idOf(resource)}
                    </span>
                    {group.kind === "queues" && <Depth summary={queues.find(({ name }) => name === resource.name)} />}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

function Depth({ summary }: { readonly summary: QueueSummary | undefined }) {
  const depth = summary ? depthOf(summary) : 0;
  if (!summary || depth === 0) return null;
  const isDead = summary.deadLetterSources.length > 0;
  return (
    <span class={isDead ? "data-depth bad" : "data-depth"} title={isDead ? "dead letters" : "messages"}>
      {formatCount(depth)}
      <span class="sr-only">{isDead ? " dead letters" : " messages"}</span>
    </span>
  );
}
