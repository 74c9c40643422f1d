import { Badge, type Tone } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/controls/button.tsx";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { formatDateTime, visible } from "../../../ui/format.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import { href } from "../../../ui/links.ts";
import type { Level, LogLine } from "../model/log-line.ts";
import { functionHref } from "../model/places.ts";
import { Place } from "../parts/place.tsx";

const TONES: Readonly<Partial<Record<Level, Tone>>> = { WARN: "warn", ERROR: "bad", FATAL: "bad" };

interface LineDetailOptions {
  readonly line: LogLine;
  readonly logicalId: string;
  readonly onClose: () => void;
}

/** One line of the log as a whole. */
export function LineDetail({ line, logicalId, onClose }: LineDetailOptions) {
  const { at, level, requestId, traceId, text, fields, location } = line;
  return (
    <section class="fn-line-detail" aria-label="Line of the log" onKeyDown={({ key }) => key === "Escape" && onClose()}>
      <header>
        <Badge tone={TONES[level] ?? "plain"}>{level}</Badge>
        <span class="quiet-text">{`${formatDateTime(at)} UTC`}</span>
        {requestId !== undefined && (
          <a href={functionHref(logicalId, { tab: "invocations", request: requestId })}>Its invocation</a>
        )}
        {requestId !== undefined && (
          <a href={functionHref(logicalId, { tab: "logs", request: requestId })}>Only its lines</a>
        )}
        {traceId !== undefined && <a href={href("traces", traceId)}>Its trace</a>}
        <span class="space" />
        <CopyButton text={text} label="Copy the line" />
        <Button icon="close" look="quiet" aria-label="Close the line" onClick={onClose} />
      </header>
      {location !== undefined && <Place location={location} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus */}
      <pre class="fn-whole" tabIndex={0}>
        {visible(text)}
      </pre>
      {fields && <JsonView value={fields} label="fields" />}
    </section>
  );
}
