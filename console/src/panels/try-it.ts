import { type Client, createClient, type Status, type Subscription, UnauthorizedError } from "@portcullis/client";
import { byId, code, element, prepend, tell } from "../dom.ts";
import type { WebSocketApi } from "../engine-control.ts";
import { formatDetails, formatTime, formatValue, messageOf, visible } from "../format.ts";

const MOST_MESSAGES = 50;

/** Offers a client to play with. */
export function createTryItPanel(): { offer(webSockets: readonly WebSocketApi[]): void } {
  const url = byId("try-url", HTMLInputElement);
  const urls = byId("try-urls", HTMLDataListElement);
  const token = byId("try-token", HTMLInputElement);
  const disconnect = byId("try-disconnect", HTMLButtonElement);
  const status = byId("try-status", HTMLElement);
  const subscribeForm = byId("try-subscribe", HTMLFormElement);
  const entity = byId("try-entity", HTMLInputElement);
  const subscriptions = byId("try-subscriptions", HTMLUListElement);
  const messages = byId("try-messages", HTMLOListElement);
  let client: Client | undefined;

  function connect(): void {
    client?.close();
    subscriptions.replaceChildren();
    client = createClient({ url: url.value, getToken: createTokenReader(token) });
    client.on("state", show);
    client.on("error", ({ code: name, message }) => log(name, message));
    client.onUser(({ message, callback }) => log("you", formatValue(message), callback));
    client.connect();
  }

  function show(now: Status): void {
    tell(status, describe(now), now.state === "disconnected" && now.code !== "client_disconnected");
    const isIdle = now.state === "disconnected" && !now.willReconnect;
    disconnect.disabled = isIdle;
    for (const button of subscribeForm.querySelectorAll("button")) button.disabled = isIdle;
  }

  function log(from: string, text: string, more = ""): void {
    const { summary } = formatDetails({ [from]: text, ...(more ? { callback: more } : {}) });
    prepend(messages, MOST_MESSAGES, element("li", "", formatTime(Date.now()), code(summary)));
  }

  function subscribe(entityId: string): void {
    const subscription = client?.subscribe(entityId, ({ message }) => log(entityId, formatValue(message)));
    if (!subscription) return;
    subscription.on("gap", () => log(entityId, "updates may have been missed"));
    subscription.on("error", ({ message }) => log(entityId, message));
    subscriptions.append(subscriptionLine(subscription));
  }

  byId("try-connect", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      connect();
    } catch (error) {
      status.textContent = messageOf(error);
    }
  });
  disconnect.addEventListener("click", () => client?.disconnect());
  subscribeForm.addEventListener("submit", (event) => {
    event.preventDefault();
    subscribe(entity.value);
  });

  return {
    offer(webSockets) {
      urls.replaceChildren(...webSockets.map(({ url: each, logicalId }) => new Option(logicalId, each)));
      if (url.value === "") url.value = webSockets[0]?.url ?? "";
    },
  };
}

/** Reads the token from the field, but never one that a handshake has failed with: nobody can be asked for another. */
function createTokenReader(field: HTMLInputElement) {
  let last: string | undefined;
  return ({ reason }: { reason: string }) => {
    const token = field.value.trim();
    if (reason === "expired" && token === last)
      throw new UnauthorizedError("The token was refused, or the engine was not reached. The journal says why.");
    last = token;
    return token;
  };
}

function subscriptionLine(subscription: Subscription): HTMLElement {
  const state = element("span", "quiet", subscription.state);
  const end = element("button", "", "Unsubscribe");
  end.type = "button";
  end.setAttribute("aria-label", `Unsubscribe from ${subscription.entityId}`);
  const line = element("li", "", code(visible(subscription.entityId)), state, end);
  const show = () => {
    state.textContent = subscription.state;
  };
  subscription.on("subscribing", show);
  subscription.on("subscribed", show);
  subscription.on("unsubscribed", ({ code: name, message }) => {
    if (name === "unsubscribed") return line.remove();
    state.textContent = visible(message);
    end.remove();
  });
  end.addEventListener("click", () => subscription.unsubscribe());
  return line;
}

function describe(now: Status): string {
  if (now.state !== "disconnected") return now.state;
  const next = now.retryInMs === undefined ? "" : `; tries again in ${(now.retryInMs / 1000).toFixed(1)} s`;
  return `disconnected: ${visible(now.reason)}${next}`;
}
