import { useComputed, useSignal } from "@preact/signals";
import { invokeFunction } from "../../../engine/aws.ts";
import { stack } from "../../../engine/stack.ts";
import type { StackApi } from "../../../engine/stack-parts.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { Field, SelectField, TextField } from "../../../ui/controls/field.tsx";
import type { Draft } from "../handshake/draft.ts";
import { findToken, rankTokenFunctions } from "./find-token.ts";
import { forgetIdentity, identities, keepIdentity } from "./identities.ts";
import { placeFor, type TokenPlace, withToken } from "./place.ts";

interface TokenBoxOptions {
  readonly draft: Draft;
  readonly api: StackApi | undefined;
  readonly onDraft: (draft: Draft) => void;
}

const CARRIERS = [
  ["query", "In the query"],
  ["subprotocol", "As a subprotocol"],
  ["header", "In a header"],
] as const;

/** Asks a function of the template for a token, and puts it into the handshake. */
export function TokenBox({ draft, api, onDraft }: TokenBoxOptions) {
  const chosen = useSignal<string | undefined>(undefined);
  const event = useSignal(identities.value[0]?.event ?? "{}");
  const place = useSignal<TokenPlace | undefined>(undefined);
  const told = useSignal<{ readonly text: string; readonly isBad: boolean } | undefined>(undefined);
  const isBusy = useSignal(false);
  const functions = useComputed(tokenFunctions);
  const asked = functions.value.find(({ logicalId }) => logicalId === chosen.value) ?? functions.value[0];
  const where = place.value ?? placeFor(api);
  if (!asked) return null;
  const get = async () => {
    isBusy.value = true;
    const answer = await askForToken(asked, event.value);
    isBusy.value = false;
    if ("token" in answer) onDraft(withToken(draft, where, answer.token));
    told.value = { text: "token" in answer ? sentenceOf(where) : answer.failure, isBad: !("token" in answer) };
  };
  return (
    <details class="token" open>
      <summary>Token</summary>
      <SelectField
        label="From the function"
        value={asked.logicalId}
        options={functions.value.map(({ logicalId }) => [logicalId, logicalId] as const)}
        onText={(logicalId) => {
          chosen.value = logicalId;
        }}
      />
      <Identities event={event.value} onEvent={(text) => (event.value = text)} />
      <div class="token-place">
        <SelectField
          label="Carried"
          value={where.carrier}
          options={CARRIERS}
          onText={(carrier) => {
            place.value = placeOf(carrier, where);
          }}
        />
        <TextField
          label={where.carrier === "subprotocol" ? "After" : "Named"}
          isCode
          value={where.name}
          onText={(name) => {
            place.value = { ...where, name };
          }}
        />
      </div>
      <div class="token-actions">
        <Button icon="key" disabled={isBusy.value} onClick={get}>
          {isBusy.value ? "Asking…" : "Get a token"}
        </Button>
        <p role="status" class={told.value?.isBad ? "field-note bad" : "field-note"}>
          {told.value?.text}
        </p>
      </div>
    </details>
  );
}

function Identities({ event, onEvent }: { readonly event: string; readonly onEvent: (event: string) => void }) {
  const name = identities.value.find((identity) => identity.event === event)?.name;
  const isNaming = useSignal<string | undefined>(undefined);
  const keep = () => {
    const chosen = isNaming.value?.trim();
    if (chosen) keepIdentity({ name: chosen, event });
    isNaming.value = undefined;
  };
  return (
    <>
      <fieldset class="identities" aria-label="Identities">
        {identities.value.map((identity) => (
          <Button
            key={identity.name}
            class="chip"
            aria-pressed={identity.name === name}
            onClick={() => onEvent(identity.event)}
          >
            {identity.name}
          </Button>
        ))}
        {name === undefined ? (
          <Button
            class="chip"
            look="quiet"
            icon="plus"
            onClick={() => {
              isNaming.value = "";
            }}
          >
            Keep
          </Button>
        ) : (
          <Button icon="trash" look="quiet" aria-label={`Forget ${name}`} onClick={() => forgetIdentity(name)} />
        )}
      </fieldset>
      {isNaming.value !== undefined && (
        <div class="naming">
          <TextField
            label="Keep this event as"
            value={isNaming.value}
            onKeyDown={(pressed) => {
              if (pressed.key !== "Enter") return;
              pressed.preventDefault();
              keep();
            }}
            onText={(text) => {
              isNaming.value = text;
            }}
          />
          <Button onClick={keep}>Keep</Button>
        </div>
      )}
      <Field label="Event" error={isJson(event) ? undefined : "This is no JSON."}>
        {(tied) => (
          <textarea
            {...tied}
            rows={2}
            spellcheck={false}
            value={event}
            onInput={({ currentTarget }) => onEvent(currentTarget.value)}
          />
        )}
      </Field>
    </>
  );
}

interface TokenFunction {
  readonly logicalId: string;
  readonly functionName: string;
}

function tokenFunctions(): readonly TokenFunction[] {
  const { functions = [], apis = [] } = stack.value ?? {};
  const authorizers = apis.flatMap(({ authorizers: own }) =>
    own.flatMap(({ functionLogicalId }) => functionLogicalId ?? []),
  );
  return rankTokenFunctions(functions, new Set(authorizers));
}

async function askForToken(
  { functionName, logicalId }: TokenFunction,
  event: string,
): Promise<{ readonly token: string } | { readonly failure: string }> {
  if (!isJson(event)) return { failure: "The event is no JSON." };
  try {
    const { payload, functionError } = await invokeFunction(functionName, JSON.parse(event));
    if (functionError !== undefined) return { failure: `${logicalId} failed: ${messageIn(payload)}` };
    const token = findToken(payload);
    return token === undefined ? { failure: `The answer holds no token: ${payload.slice(0, 200)}` } : { token };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

function messageIn(payload: string): string {
  try {
    return String(JSON.parse(payload).errorMessage ?? payload);
  } catch {
    return payload;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const NAMES: Readonly<Record<TokenPlace["carrier"], string>> = {
  query: "access_token",
  header: "Authorization",
  subprotocol: "websocket",
};

function placeOf(carrier: string, { carrier: before, name }: TokenPlace): TokenPlace {
  const [chosen = "query"] = CARRIERS.map(([id]) => id).filter((id) => id === carrier);
  return { carrier: chosen, name: chosen === before ? name : NAMES[chosen] };
}

const sentenceOf = ({ carrier, name }: TokenPlace) =>
  ({
    query: `It is in the query, as ${name}.`,
    header: `It is in the header ${name}; the engine opens the socket.`,
    subprotocol: "It is among the subprotocols.",
  })[carrier];
