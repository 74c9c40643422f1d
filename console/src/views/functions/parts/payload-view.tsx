import { formatCount } from "../../../ui/format.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import type { Payload } from "../model/answers.ts";

interface PayloadViewOptions {
  readonly title: string;
  readonly payload: Payload | undefined;
  /** Stands where there is none. */
  readonly missing: string;
}

/** As deep as a record of a batch, or the context of a request. */
const UNFOLDED = 4;

/** An event or a result. */
export function PayloadView({ title, payload, missing }: PayloadViewOptions) {
  return (
    <section class="fn-part">
      <h3>{title}</h3>
      {payload ? <Content title={title} payload={payload} /> : <p class="quiet-text">{missing}</p>}
    </section>
  );
}

function Content({
  title,
  payload: { text, characters, isCut },
}: {
  readonly title: string;
  readonly payload: Payload;
}) {
  const value = isCut ? undefined : parse(text);
  if (value) return <JsonView value={value.json} label={title.toLowerCase()} openDepth={UNFOLDED} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus */}
      <pre class="fn-whole" tabIndex={0}>
        {text}
      </pre>
      {isCut && (
        <p class="quiet-text">{`The first part of ${formatCount(characters)} characters; the engine keeps no more.`}</p>
      )}
    </>
  );
}

function parse(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
