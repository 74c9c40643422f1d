// An engine that is about to be killed: starts a store and says where.
import { tmpdir } from "node:os";
import { findStoreBinary } from "../../../../src/services/dynamodb/store/binary.ts";
import { startStoreProcess } from "../../../../src/services/dynamodb/store/process.ts";

const binary = await findStoreBinary({ cacheDir: tmpdir(), journal: { record: () => undefined } });
const store = await startStoreProcess({ binary, file: undefined });
process.send?.({ address: store.address, port: store.port });
