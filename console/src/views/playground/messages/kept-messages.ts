import { isListOf, isRecord, kept } from "../kept.ts";
import { FORMATS, type Format } from "./payload.ts";

/** A message as it was typed. */
export interface TypedMessage {
  readonly text: string;
  readonly format: Format;
}

export interface SavedMessage extends TypedMessage {
  readonly name: string;
}

const isTyped = (value: unknown): value is TypedMessage =>
  isRecord(value) && typeof value.text === "string" && FORMATS.some(([format]) => format === value.format);

const isSaved = (value: unknown): value is SavedMessage =>
  isRecord(value) && typeof value.name === "string" && isTyped(value);

const MOST_OF_HISTORY = 50;

/** Messages that were sent, the newest first, each once. */
export const history = kept<readonly TypedMessage[]>("history", [], isListOf(isTyped));

export const savedMessages = kept<readonly SavedMessage[]>("messages", [], isListOf(isSaved));

export function remember(message: TypedMessage): void {
  const others = history.value.filter(({ text, format }) => text !== message.text || format !== message.format);
  history.value = [message, ...others].slice(0, MOST_OF_HISTORY);
}

/** Saves a message in place of one that is called the same. */
export function saveMessage(message: SavedMessage): void {
  savedMessages.value = [...savedMessages.value.filter(({ name }) => name !== message.name), message];
}

export function forgetMessage(name: string): void {
  savedMessages.value = savedMessages.value.filter((message) => message.name !== name);
}
