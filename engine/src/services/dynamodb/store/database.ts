import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * Indexes that the empty database adds to the store's own tables: for want of one, the store looks through all records
 * of all streams at each write and each read. In SQLite's words, as they stand in the database itself.
 */
export const STREAM_INDEXES = [
  "CREATE INDEX stream_last ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
  "CREATE INDEX stream_page ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER))",
  "CREATE INDEX stream_range ON _stream_records (table_name, shard_id, sequence_number)",
];

/** Made by SQLite: the store's table of stream records and these indexes. The store makes its other tables itself. */
const EMPTY_DATABASE =
  "H4sIAAAAAAACA+3Xz4vTQBTA8cluf0C1i7deB0Ro6OJFvG9cgxS76ZqmsD2FbDNqtEndJFUXvFT8U/xL/AP8m5x0DdtNVoqeZPl+IDCTNzPv" +
  "TdrLm7waRbmSr5dpHOTyiXggDEMcSSmEaOqnJa4V88bW3BC7NcXjudEtBvd/iIPvB273Z/dIDwEAAADgH3xptnuPBsb6aZSE6nOWpyqI/TRI" +
  "3ii/nKj5Mg2z1rFrW54th85z+0xuL5RjR1YWy34enC+UnwSxOpTZ2yAN/SjUI3WxUslcB1bxuUrN9b1Gu/dQp59up/8Q1LI3b8terPuL5MfW" +
  "xOtXKpDWRJ/p2S9s1zTXxv5VNdZ2NYsgyysZGrdVU6zbWc3OGk73Wr3BwJhtNmUXC91e+uX6ynT/dxWe9Wxky0qwv8mnZ+bXmdEujvwWXRVy" +
  "s7zKdO/GmbWrdKSMwrJYeeoOTyx3Jl/aM2lNvfHQ0btPbMc71Ouuby09+8yTzlg/09GoiKmPKsn/EHuvLjP/XbZM6qFEffKjuPjRi1DxZrkI" +
  "K2+q37Z2SPl/qEfm+q65Cn3dyZc33A6vMpXqfbryKL/c7O6YRW+um34AAAAAAHCH0f8DAAAAAHD3dej/AQAAAACg/wcAAAAAAPT/AAAAAADg" +
  "v/cLv4K+GABgAAA=";

export const emptyDatabase = () => gunzipSync(Buffer.from(EMPTY_DATABASE, "base64"));

/** The database in a folder that is the engine's alone, made unless it is there. */
export async function databaseIn(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "dynamodb.sqlite");
  if (!existsSync(file)) {
    // An engine that is killed meanwhile leaves no half of one under the name.
    await writeFile(`${file}.new`, emptyDatabase(), { mode: 0o600, flush: true });
    await rename(`${file}.new`, file);
  }
  return file;
}

export interface TemporaryDatabase extends AsyncDisposable {
  readonly file: string;
}

/** Disposing takes its name away: a process that has opened it goes on, and takes it along when it ends. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "portcullis-dynamodb-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  return { file: await databaseIn(directory), [Symbol.asyncDispose]: remove };
}
