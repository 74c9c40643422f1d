import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { engineSecond } from "../../engine/clock.ts";
import { stack } from "../../engine/stack.ts";
import type { MinuteCount } from "../../model/flow/minute.ts";
import { Button } from "../../ui/controls/button.tsx";
import { formatDateTime } from "../../ui/format.ts";
import { Empty, Failure } from "../../ui/messages.tsx";
import { Arrows } from "./arrows.tsx";
import { type Drawn, drawn, failure, flowVersion, loadDiagram } from "./flows.ts";
import { type Passed, Picture } from "./picture.tsx";
import { begin, KEYS, listen, type Viewport, viewport } from "./viewport.ts";
import "./diagram.css";

/** Something is drawn as just passed for so long. */
const FRESH_MS = 1_500;

/** The template as a picture, with what runs through it. */
export function DiagramView() {
  const template = stack.value;
  // What counts goes on; another template is another picture.
  useEffect(() => void loadDiagram(), [template]);
  if (failure.value !== undefined && !drawn.value) return <Failure message={failure.value} onRetry={loadDiagram} />;
  if (!drawn.value) return <p class="diagram-waiting quiet-text">Asking the engine…</p>;
  if (drawn.value.diagram.nodes.length === 0)
    return (
      <Empty title="There is nothing to draw" icon="diagram">
        <p>
          Add an API, a function, a queue or a table to the template: it will be drawn here with what runs through it.
        </p>
      </Empty>
    );
  return <Live drawn={drawn.value} />;
}

type Span = "all" | "minute";

function Live({ drawn: { diagram, flows } }: { readonly drawn: Drawn }) {
  void flowVersion.value;
  const span = useSignal<Span>("all");
  const isTable = useSignal(false);
  const now = engineSecond();
  const passed = passedOf(span.value, now);
  const edge = (index: number) => passed(flows.edge(index));
  const node = (id: string) => passed(flows.node(id));
  const since = flows.since === undefined ? undefined : `since ${formatDateTime(flows.since)} UTC`;
  return (
    <div class="diagram">
      <div class="toolbar">
        <fieldset class="diagram-spans" aria-label="Counts">
          <button type="button" aria-pressed={span.value === "all"} onClick={() => (span.value = "all")} title={since}>
            Since start
          </button>
          <button type="button" aria-pressed={span.value === "minute"} onClick={() => (span.value = "minute")}>
            Last minute
          </button>
        </fieldset>
        <span class="quiet-text diagram-since">{span.value === "all" ? since : ""}</span>
        <span class="space" />
        <Button aria-pressed={isTable.value} onClick={() => (isTable.value = !isTable.value)}>
          {isTable.value ? "Show the picture" : "Show a table"}
        </Button>
      </div>
      {isTable.value ? (
        <Arrows diagram={diagram} passedEdge={edge} />
      ) : (
        <Canvas drawn={{ diagram, flows }} edge={edge} node={node} />
      )}
    </div>
  );
}

const NOTHING: Passed = { total: 0, errors: 0, isFresh: false };

const passedOf =
  (span: Span, now: number) =>
  (count: MinuteCount | undefined): Passed => {
    if (!count || count.total === 0) return NOTHING;
    const { total, errors } = span === "all" ? count : count.lastMinute(now);
    return { total, errors, isFresh: now - count.lastAt < FRESH_MS };
  };

interface CanvasOptions {
  readonly drawn: Drawn;
  readonly edge: (index: number) => Passed;
  readonly node: (id: string) => Passed;
}

const NO_SIZE = { width: 0, height: 0 };

function Canvas({ drawn: { diagram }, edge, node }: CanvasOptions) {
  const place = useRef<HTMLDivElement>(null);
  const size = useSignal(NO_SIZE);
  const current = (): Viewport => viewport.value ?? begin(diagram, size.value);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = () => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const end = listen(element, current);
    return () => {
      observer.disconnect();
      end();
    };
  }, [diagram]);
  const move = (key: string) => {
    const next = KEYS[key]?.(current(), size.value, diagram);
    if (next) viewport.value = next;
    return next !== undefined;
  };
  return (
    <section
      class="diagram-canvas"
      ref={place}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move and zoom what is in it
      tabIndex={0}
      aria-label="Diagram: arrow keys move it, plus and minus zoom, 0 fits it"
      onKeyDown={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.altKey && move(event.key)) event.preventDefault();
      }}
    >
      <Picture diagram={diagram} viewport={current()} passedEdge={edge} passedNode={node} />
      <div class="diagram-zoom">
        <Button icon="plus" aria-label="Zoom in" onClick={() => move("+")} />
        <Button icon="minus" aria-label="Zoom out" onClick={() => move("-")} />
        <Button onClick={() => move("0")}>Fit</Button>
      </div>
    </section>
  );
}
