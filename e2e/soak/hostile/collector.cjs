const { Session } = require("node:inspector");

// Loaded into the engine's process: what is garbage is no leak, and V8 lets it lie where nothing is allocated any more.
const session = new Session();
session.connect();
process.on("SIGUSR2", () => session.post("HeapProfiler.collectGarbage"));
