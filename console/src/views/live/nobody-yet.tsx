import { stack } from "../../engine/stack.ts";
import type { Stack, StackApi } from "../../engine/stack-parts.ts";
import { connectLines, tokenFunctionOf } from "../../model/connections/connect-lines.ts";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { visible } from "../../ui/format.ts";
import { Empty } from "../../ui/messages.tsx";

/** Says how to connect to each API of the template. */
export function NobodyYet() {
  const { value } = stack;
  if (!value) return <div class="live-waits" aria-busy="true" />;
  const apis = value.apis.filter(({ kind }) => kind === "websocket");
  if (apis.length === 0)
    return (
      <Empty title="This template has no WebSocket API" icon="live">
        <p>
          Add an <code>AWS::ApiGatewayV2::Api</code> with <code>ProtocolType: WEBSOCKET</code>, and its connections are
          shown here.
        </p>
      </Empty>
    );
  return (
    <div class="live-nobody">
      <Empty title="Nobody is connected yet" icon="live">
        <p>Connect with one of these lines, or in the Playground, and each connection gets a lane here.</p>
      </Empty>
      {apis.map((api) => (
        <HowTo key={`${api.logicalId}/${api.stage}`} api={api} stack={value} />
      ))}
    </div>
  );
}

function HowTo({ api, stack: { functions } }: { readonly api: StackApi; readonly stack: Stack }) {
  const tokenFunction = tokenFunctionOf(functions);
  const { wscat, portcullis, placeholders } = connectLines(api, tokenFunction);
  const authorizer = api.routes.find(({ routeKey }) => routeKey === "$connect")?.authorizer ?? "NONE";
  return (
    <section class="live-howto" aria-label={`How to connect to ${api.logicalId}`}>
      <h3>
        {visible(api.logicalId)} <span class="quiet-text">{visible(api.stage)}</span>
      </h3>
      <Line text={api.url} label="URL" />
      <Line text={wscat} label="wscat" />
      <Line text={portcullis} label="portcullis" />
      <p class="quiet-text">
        {authorizer === "NONE" && "Its $connect route has no authorizer: anybody may connect."}
        {placeholders.length > 0 &&
          `Put a value in place of ${placeholders.join(" and ")}, for the authorizer ${authorizer}.`}
        {authorizer !== "NONE" && placeholders.length === 0 && hintOf(authorizer, tokenFunction)}
      </p>
    </section>
  );
}

const hintOf = (authorizer: string, tokenFunction: string | undefined) =>
  `The authorizer ${authorizer} looks for a token itself: give it one where it looks, e.g. in the query.` +
  (tokenFunction === undefined ? "" : ` The last line gets one of the function ${tokenFunction}.`);

function Line({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="live-line">
      <span class="quiet-text">{label}</span>
      <code>{visible(text)}</code>
      <CopyButton text={text} label={`Copy ${label}`} />
    </div>
  );
}
