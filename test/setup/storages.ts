import { afterAll } from "vitest";
import { usedStorages } from "./used-storages.ts";

/**
 * Forgets at the end of a file what its code keeps by asynchronous context. On Node.js 20 each storage that was ever used
 * makes each promise dearer from then on, and all files share a process: after some of the app's bundles an `await` took
 * twenty times as long.
 */
afterAll(() => {
  for (const storage of usedStorages) storage.disable();
  usedStorages.clear();
});
