import { signal } from "@preact/signals";
import { control } from "../../engine/control.ts";
import type { Stack } from "../../engine/stack-parts.ts";
import { readAsyncApi } from "../../model/documents/async-api.ts";
import type { ReadableDocument } from "../../model/documents/document.ts";
import { readOpenApi } from "../../model/documents/open-api.ts";
import type { Json } from "../../model/documents/schema.ts";
import { messageOf } from "../../ui/format.ts";

/** A document that the engine can give. */
export interface Offer {
  /** In the address. */
  readonly id: string;
  readonly title: string;
  readonly path: string;
  readonly fileName: string;
  readonly read: (document: Json) => ReadableDocument;
}

export interface Loaded {
  readonly json: Json;
  readonly document: ReadableDocument;
}

const ASYNC: Offer = {
  id: "asyncapi",
  title: "AsyncAPI",
  path: "asyncapi",
  fileName: "asyncapi.json",
  read: readAsyncApi,
};

/** One for all WebSocket APIs, and one for each API that answers HTTP. */
export function offersOf({ apis }: Stack): readonly Offer[] {
  const http = [...new Set(apis.filter(({ kind }) => kind !== "websocket").map(({ logicalId }) => logicalId))];
  const sockets = apis.some(({ kind }) => kind === "websocket") ? [ASYNC] : [];
  return [
    ...sockets,
    ...http.map((id) => ({
      id,
      title: `OpenAPI of ${id}`,
      path: `openapi?api=${encodeURIComponent(id)}`,
      fileName: http.length === 1 ? "openapi.json" : `openapi-${id.replaceAll("/", "-")}.json`,
      read: readOpenApi,
    })),
  ];
}

/** Documents by the ids of their offers. */
export const loaded = signal<ReadonlyMap<string, Loaded>>(new Map());
export const failure = signal<string | undefined>(undefined);

export async function load({ id, path, read }: Offer): Promise<void> {
  failure.value = undefined;
  try {
    const json = await control.get<Json>(path);
    loaded.value = new Map(loaded.value).set(id, { json, document: read(json) });
  } catch (error) {
    failure.value = messageOf(error);
  }
}
