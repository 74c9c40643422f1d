// Starts all of it on this machine: the WebSocket API, the page's server and the page.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEngine } from "portcullis";
import { createServer } from "vite";
import { createApi } from "./server.ts";

const folder = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string", default: "5173" } },
});
const [template = join(folder, "../../app/template.yaml")] = positionals;

const engine = await startEngine({ template });
const api = createApi({
  eventBusName: engine.outputs.EventBusName ?? "default",
  aws: {
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  },
});

// Vite gives pages the variables whose names begin so.
process.env.VITE_WEBSOCKET_URI = engine.webSockets[0]?.url;
const pages = await createServer({
  root: folder,
  logLevel: "warn",
  server: { port: Number(values.port) },
  plugins: [{ name: "api", configureServer: ({ middlewares }) => void middlewares.use("/api", api) }],
});
await pages.listen();
const [page = ""] = pages.resolvedUrls?.local ?? [];
console.log(`Ann  ${page}?user=ann\nBen  ${page}?user=ben\nAPI  ${engine.endpoint}/`);

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, async () => {
    await pages.close();
    await engine.stop();
    process.exit();
  });
