import { AsyncLocalStorage } from "node:async_hooks";

/** Storages that have been used since they were last forgotten. */
export const usedStorages = new Set<AsyncLocalStorage<unknown>>();

const { prototype } = AsyncLocalStorage;
const { enterWith, run } = prototype;

prototype.run = function <R>(this: AsyncLocalStorage<unknown>, ...args: Parameters<typeof run>): R {
  usedStorages.add(this);
  return Reflect.apply(run, this, args) as R;
};

prototype.enterWith = function (this: AsyncLocalStorage<unknown>, store) {
  usedStorages.add(this);
  Reflect.apply(enterWith, this, [store]);
};
