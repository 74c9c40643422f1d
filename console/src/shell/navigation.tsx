import { useEffect, useId, useRef } from "preact/hooks";
import { deadLetters } from "../model/data/queues.ts";
import { Button } from "../ui/controls/button.tsx";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { href } from "../ui/links.ts";
import type { ViewRow } from "../views/view.ts";
import { VIEWS } from "../views/views.ts";
import { openDialog } from "./open-dialog.ts";

/** Views that a phone's bar has room for, beside the button that leads to the others. */
const ON_PHONE = 5;

interface NavigationOptions {
  readonly selected: string | undefined;
}

/** The bar of views: at the left, on a phone at the bottom. */
export function Navigation({ selected }: NavigationOptions) {
  return (
    <nav class="nav" aria-label="Views">
      <a class="brand" href={href("live")}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 14V6a6 6 0 0 1 12 0v8M2 8h12M2 11h12M5.5 14V1.5M10.5 14V1.5M8 14V1" />
        </svg>
        Portcullis
      </a>
      <ul class="nav-views">
        {VIEWS.map((view, index) => (
          <li key={view.id} class={index < ON_PHONE ? "" : "nav-rest"}>
            <ViewLink view={view} isSelected={view.id === selected} />
          </li>
        ))}
      </ul>
      <More selected={selected} />
      <div class="nav-help">
        <Button
          icon="help"
          look="quiet"
          onClick={() => {
            openDialog.value = "shortcuts";
          }}
        >
          Shortcuts
        </Button>
      </div>
    </nav>
  );
}

interface ViewLinkOptions {
  readonly view: ViewRow;
  readonly isSelected: boolean;
}

function ViewLink({ view: { id, title, icon, key }, isSelected }: ViewLinkOptions) {
  return (
    <a href={href(id)} title={`${title} (g ${key})`} {...(isSelected && { "aria-current": "page" })}>
      <Icon name={icon} />
      {title}
      {id === "data" && <DeadLetters />}
    </a>
  );
}

/** Messages that were given up want a look, whichever view is open. */
function DeadLetters() {
  const count = deadLetters.value;
  if (count === 0) return null;
  const words = count === 1 ? "dead letter" : "dead letters";
  return (
    <span class="nav-count" title={`${formatCount(count)} ${words}`}>
      {formatCount(count)}
      <span class="sr-only">{` ${words}`}</span>
    </span>
  );
}

/** On a phone: the views that its bar has no room for. */
function More({ selected }: NavigationOptions) {
  const id = useId();
  const menu = useRef<HTMLUListElement>(null);
  useEffect(() => menu.current?.hidePopover(), [selected]);
  const rest = VIEWS.slice(ON_PHONE);
  return (
    <>
      <button
        type="button"
        class="nav-more"
        popovertarget={id}
        {...(rest.some((view) => view.id === selected) && { "aria-current": "true" })}
      >
        <Icon name="more" />
        More
      </button>
      <ul class="nav-menu" id={id} popover="auto" ref={menu}>
        {rest.map((view) => (
          <li key={view.id}>
            <ViewLink view={view} isSelected={view.id === selected} />
          </li>
        ))}
      </ul>
    </>
  );
}
