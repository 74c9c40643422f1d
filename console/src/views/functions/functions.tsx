import { computed } from "@preact/signals";
import { stack, stackFailure } from "../../engine/stack.ts";
import { Empty, Failure } from "../../ui/messages.tsx";
import type { ViewProps } from "../view.ts";
import { FunctionDetail } from "./detail.tsx";
import "./functions.css";
import { FunctionBar, FunctionTable } from "./list.tsx";
import type { Activities } from "./model/answers.ts";
import type { FunctionRow } from "./model/rows.ts";
import { isOfInvocation, useAnswer } from "./use-answer.ts";

const declared = computed(() => stack.value?.functions);

/** The functions of the template, and one of them in full. */
export function Functions({ segments, query }: ViewProps) {
  const { value, failure, readAgain } = useAnswer<Activities>("functions", isOfInvocation());
  const functions = declared.value;
  if (!functions) return stackFailure.value === undefined ? null : <Failure message={stackFailure.value} />;
  if (functions.length === 0)
    return (
      <Empty title="The template has no functions" icon="functions">
        <p>Add an AWS::Serverless::Function or an AWS::Lambda::Function to it, and start the engine again.</p>
      </Empty>
    );
  const rows = functions.map((own): FunctionRow => {
    return { own, activity: value?.functions.find(({ logicalId }) => logicalId === own.logicalId) };
  });
  const id = segments.slice(1).join("/");
  const selected = rows.find(({ own }) => own.logicalId === id || own.functionName === id);
  return (
    <div class={id === "" ? "fn" : "fn fn-open"}>
      {failure !== undefined && <Failure message={failure} onRetry={readAgain} />}
      {id === "" ? <FunctionTable rows={rows} /> : <FunctionBar rows={rows} selected={selected} />}
      {selected && <FunctionDetail key={selected.own.logicalId} row={selected} query={query} />}
      {id !== "" && !selected && (
        <Empty title={`There is no function ${id}`} icon="functions">
          <p>
            The template that runs has others: <a href="#/functions">all functions</a>.
          </p>
        </Empty>
      )}
    </div>
  );
}
