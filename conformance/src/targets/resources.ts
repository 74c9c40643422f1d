/** Things that were started for a target. They end in reverse order. */
export interface Resources extends AsyncDisposable {
  /** Takes charge of a resource and returns it. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource;
}

/** Starts what `start` starts. If that fails, what has been started until then has ended. */
export async function startWith<Started>(start: (resources: Resources) => Promise<Started>): Promise<Started> {
  const all: AsyncDisposable[] = [];
  const resources: Resources = {
    use(resource) {
      all.push(resource);
      return resource;
    },
    async [Symbol.asyncDispose]() {
      for (const resource of all.splice(0).reverse()) await resource[Symbol.asyncDispose]();
    },
  };
  try {
    return await start(resources);
  } catch (error) {
    await resources[Symbol.asyncDispose]();
    throw error;
  }
}
