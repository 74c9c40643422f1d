import type { ComponentChildren } from "preact";
import { Button } from "./controls/button.tsx";
import { Icon, type IconName } from "./icon.tsx";

interface EmptyOptions {
  readonly title: string;
  readonly icon?: IconName;
  /** The next thing to do. */
  readonly children?: ComponentChildren;
}

/** Stands where there is nothing yet, and says what to do next. */
export function Empty({ title, icon, children }: EmptyOptions) {
  return (
    <div class="empty">
      {icon && <Icon name={icon} />}
      <h2>{title}</h2>
      {children && <div class="empty-text">{children}</div>}
    </div>
  );
}

interface FailureOptions {
  /** The reason, in the words of whoever refused. */
  readonly message: string;
  /** The next thing to do. */
  readonly children?: ComponentChildren;
  readonly onRetry?: () => void;
  readonly onReload?: () => void;
}

/** Says what went wrong, and what to do next. */
export function Failure({ message, children, onRetry, onReload }: FailureOptions) {
  return (
    <div class="failure" role="alert">
      <Icon name="warning" />
      <div>
        <p class="failure-message">{message}</p>
        {children}
      </div>
      {onRetry && (
        <Button icon="refresh" onClick={onRetry}>
          Try again
        </Button>
      )}
      {onReload && <Button onClick={onReload}>Reload the page</Button>}
    </div>
  );
}
