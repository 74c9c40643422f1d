import { stack } from "../../../engine/stack.ts";
import { visible } from "../../../ui/format.ts";
import type { InvocationError } from "../model/answers.ts";
import { shortPath } from "../model/places.ts";
import { Place } from "./place.tsx";

/** An error that a function ended with: its words, its place, its stack. */
export function FailureView({ error }: { readonly error: InvocationError }) {
  const { errorType, errorMessage, location } = error;
  const frames = framesOf(error);
  return (
    <section class="fn-failure" aria-label="Error">
      <p class="fn-failure-words">
        <strong>{errorType}</strong>
        {errorMessage !== "" && `: ${visible(errorMessage)}`}
      </p>
      {location !== undefined && <Place location={location} />}
      {frames.length > 0 && (
        <ol class="fn-trace">
          {frames.map((frame) => (
            <li key={frame} class={isOwn(frame) ? "fn-own" : ""}>
              {shorten(frame)}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The first line says what is said above. */
const framesOf = ({ trace = [], errorMessage }: InvocationError): readonly string[] => [
  ...new Set(trace.slice(/^\s*(at |File )/.test(trace[0] ?? "at ") ? 0 : 1 + errorMessage.split("\n").length - 1)),
];

const isOwn = (frame: string) => !/node_modules|node:|\/var\/runtime|site-packages/.test(frame);

const shorten = (frame: string) =>
  visible(frame.trim()).replace(/(?:file:\/\/)?\/[^\s()]+/g, (path) => shortPath(path, stack.value?.template));
