import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/controls/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { href } from "../ui/links.ts";
import { VIEWS } from "../views/views.ts";
import { openDialog } from "./open-dialog.ts";

/** The bar of views: at the left, on a phone at the bottom. */
export function Navigation({ selected }: { readonly selected: string | undefined }) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone, the bar is longer than the screen.
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected]);
  return (
    <nav class="nav" aria-label="Views" ref={bar}>
      <a class="brand" href={href("live")}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 14V6a6 6 0 0 1 12 0v8M2 8h12M2 11h12M5.5 14V1.5M10.5 14V1.5M8 14V1" />
        </svg>
        Portcullis
      </a>
      <ul>
        {VIEWS.map(({ id, title, icon, key }) => (
          <li key={id}>
            <a href={href(id)} title={`${title} (g ${key})`} {...(id === selected && { "aria-current": "page" })}>
              <Icon name={icon} />
              {title}
            </a>
          </li>
        ))}
      </ul>
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
