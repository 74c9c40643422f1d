import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "../icon.tsx";

interface ButtonOptions extends Omit<ButtonHTMLAttributes, "icon"> {
  readonly icon?: IconName;
  /** `primary`: the one thing to do here; `quiet`: without a border. */
  readonly look?: "primary" | "quiet" | "danger";
  readonly children?: ComponentChildren;
}

/** A button; one of an icon alone needs `aria-label`, which is shown as its title too. */
export function Button({ icon, look, children, class: extra = "", ...rest }: ButtonOptions) {
  const isIconOnly = children === undefined;
  const classes = ["button", look, isIconOnly && "icon-only", extra].filter(Boolean).join(" ");
  const label = rest["aria-label"];
  return (
    <button type="button" {...(isIconOnly && { title: label })} {...rest} class={classes}>
      {icon && <Icon name={icon} />}
      {children !== undefined && <span class="button-text">{children}</span>}
    </button>
  );
}
