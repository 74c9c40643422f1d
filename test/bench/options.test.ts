import { describe, expect, it } from "vitest";
import { HELP, parseCommand } from "../../bench/options.ts";

describe("npm run bench", () => {
  it("measures everything in five rounds, and keeps nothing, unless it is told otherwise", () => {
    expect(parseCommand([])).toMatchObject({
      sections: ["operations", "idle", "fan-out", "app", "start", "bundles"],
      rounds: 5,
      operations: ["connect", "ping", "echo", "push"],
      connections: 10_000,
      write: false,
    });
  });

  it("takes names in any order", () => {
    const args = [
      "start",
      "operations",
      "--only",
      "bare,worker",
      "--operations",
      "push,ping",
      "--rounds",
      "2",
      "--write",
    ];
    expect(parseCommand(args)).toMatchObject({
      sections: ["operations", "start"],
      only: ["worker", "bare"],
      operations: ["ping", "push"],
      rounds: 2,
      write: true,
    });
  });

  it("measures operations, starts and one event to many beside a commit, and draws pictures instead", () => {
    expect(parseCommand(["--compare", "HEAD~1"])).toMatchObject({ sections: ["compare"], compare: "HEAD~1" });
    expect(parseCommand(["flame"])).toMatchObject({ sections: [], flame: true });
    expect(() => parseCommand(["idle", "--compare", "HEAD~1"])).toThrow("leave out idle");
  });

  it.each([
    [["nothing"], "There is no section nothing; there are operations,"],
    [["--only", "bare,aws"], "There is no contender aws; there are worker,"],
    [["--operations", "pong"], "There is no operation pong; there are connect,"],
    [["--rounds", "0"], "--rounds takes a whole number from 1 on, not 0."],
    [["--connections", "many"], "--connections takes a whole number from 1 on, not many."],
  ])("says what is wrong with %j", (args, message) => {
    expect(() => parseCommand(args)).toThrow(message);
  });

  it("tells of every option that it takes", () => {
    for (const name of ["rounds", "only", "operations", "connections", "compare", "write", "help"])
      expect(HELP).toContain(`--${name}`);
  });
});
