import { describe, expect, it } from "vitest";
import { createReplica, type StateMessage } from "../../src/state/index.ts";

const message = (fields: Omit<StateMessage, "entityId">): StateMessage => ({ entityId: "e", ...fields });

describe("a replica of a state", () => {
  it("does not take more memory for changes whose predecessors never come", () => {
    const replica = createReplica();
    for (let revision = 2; revision < 100_000; revision += 2)
      replica.take(message({ since: revision - 1, revision, changes: [{ key: "a", revision, value: revision }] }));
    expect([replica.hasHole, replica.revision, replica.values().size]).toEqual([true, undefined, 1]);
    replica.take(message({ since: 0, revision: 100_000, keys: [], changes: [] }));
    expect([replica.hasHole, replica.revision, replica.values().size]).toEqual([false, 100_000, 0]);
  });

  it("keeps a key whatever its name is", () => {
    const replica = createReplica();
    const changes = ["__proto__", "constructor"].map((key, index) => ({ key, revision: index + 1, value: key }));
    replica.take(
      message({ since: 0, revision: 2, keys: changes.map(({ key, revision }) => ({ key, revision })), changes }),
    );
    expect([...replica.values().keys()]).toEqual(["__proto__", "constructor"]);
  });
});
