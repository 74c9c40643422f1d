// Starts all of it on this machine: the WebSocket API, the shop's server and its page.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEngine, UserError } from "portcullis";
import { createServer } from "vite";
import { createBackend } from "./backend/backend.ts";

const folder = import.meta.dirname;

async function start(): Promise<void> {
  const options = { port: { type: "string", default: "5173" } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [template = join(folder, "../../app/template.yaml")] = positionals;

  // AWS, as far as it matters here.
  const engine = await startEngine({ template, mock: { bedrock: join(folder, "answers.yaml") } });
  const backend = await createBackend({
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
    plugins: [{ name: "shop", configureServer: ({ middlewares }) => void middlewares.use("/api", backend) }],
  });
  await pages.listen();
  const [page = ""] = pages.resolvedUrls?.local ?? [];

  console.log(`
  Ann and Ben, side by side   ${page}
  Ann alone                   ${page}?user=ann
  Ben alone                   ${page}?user=ben
  What the WebSocket API does ${engine.endpoint}/
`);

  const stop = async () => {
    await pages.close();
    await engine.stop();
    process.exit();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

start().catch((error) => {
  console.error(error instanceof UserError ? `${error.message} ${error.hint ?? ""}` : error.message);
  process.exit(1);
});
