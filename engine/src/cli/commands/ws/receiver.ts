import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../../kernel/errors.ts";
import type { OnMessage } from "./open.ts";
import type { View } from "./view.ts";

export interface ReceiverOptions {
  readonly view: View;
  /** A folder for binary messages; undefined: they are shown. */
  readonly saveTo: string | undefined;
}

export interface Receiver {
  readonly message: OnMessage;
  /** Resolves when all that came is shown. */
  settled(): Promise<void>;
}

/** Shows messages in the order in which they came, although saving one takes a while. */
export function createReceiver({ view, saveTo }: ReceiverOptions): Receiver {
  let saved = 0;
  let last = Promise.resolve();

  async function save(data: Buffer, folder: string): Promise<string> {
    const file = join(folder, `message-${++saved}.bin`);
    await mkdir(folder, { recursive: true });
    await writeFile(file, data);
    return file;
  }

  async function show(data: Buffer, isBinary: boolean): Promise<void> {
    if (isBinary) view.binary({ data, file: saveTo === undefined ? undefined : await save(data, saveTo) });
    else view.text(data.toString());
  }

  return {
    message(data, isBinary) {
      last = last.then(() => show(data, isBinary)).catch((error) => view.mistake(messageOf(error)));
    },
    settled: () => last,
  };
}
