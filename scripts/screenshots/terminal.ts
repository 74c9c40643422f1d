// Records the walk of the README as docs/terminal.svg: the real engine, curl and the command line, in two terminals.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Recorded, record } from "./terminal/process.ts";
import { Scene } from "./terminal/scene.ts";
import { drawTerminals } from "./terminal/svg.ts";

const root = join(import.meta.dirname, "../..");
const START = "npx portcullis start app/template.yaml";
const DONE = "\u001e";

interface Step {
  readonly typed: string;
  /** A text that the engine, or the shell, prints because of it. */
  readonly engineSays?: RegExp;
  readonly shellSays?: RegExp;
}

const UPGRADE =
  "UPGRADE=(-H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')";

const STEPS: readonly Step[] = [
  { typed: UPGRADE },
  { typed: 'curl -si "${UPGRADE[@]}" http://127.0.0.1:3001/dev', engineSays: /warning: refused 401.*\n/ },
  {
    typed: "TOKEN=$(npx portcullis invoke CreateTestJwt --quiet | node -p 'JSON.parse(fs.readFileSync(0)).authToken')",
  },
  {
    typed: 'curl -si -m 5 "${UPGRADE[@]}" "http://127.0.0.1:3001/dev?access_token=$TOKEN"',
    engineSays: /connect .*\n/,
  },
  {
    typed: `npx portcullis ws --token "$TOKEN" --send '{"action":"subscribe","entityId":"myEntityId"}' --wait 60 &`,
    shellSays: /"subscribed".*\n/,
    engineSays: /connect .*\n/,
  },
  {
    typed: "npx portcullis push --event app/examples/entity-updated.json",
    shellSays: /"Entity Updated".*\n/,
    engineSays: /post .*\n/,
  },
];

/** Lines of the engine's that are shown; what functions log is left out. */
const SHOWN = /WebSocket {2}|Console {2}|AWS endpoint {2}|Ready\.|warning: refused|(connect|event|post) {3,}/;
/** Headers of an answer that say nothing here. */
const LEFT_OUT = /^(Date|Connection|Content-Length|x-amzn-RequestId): /;

const linesOf = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");

const engineLines = (text: string) => linesOf(text).filter((line) => SHOWN.test(line) && !line.includes("disconnect"));

async function play(scene: Scene, shell: Recorded, engine: Recorded, step: Step, endpoint: string): Promise<void> {
  const [shellFrom, engineFrom] = [shell.output().length, engine.output().length];
  shell.write(`${step.typed.replace("http://127.0.0.1:3001", endpoint)}\necho; printf '${DONE}\\n'\n`);
  await shell.until(new RegExp(DONE), shellFrom);
  if (step.shellSays) await shell.until(step.shellSays, shellFrom);
  if (step.engineSays) await engine.until(step.engineSays, engineFrom);
  scene.typed("shell", step.typed);
  for (const line of engineLines(engine.output().slice(engineFrom))) scene.printed("engine", line);
  const printed = linesOf(shell.output().slice(shellFrom).replaceAll(DONE, "")).filter((line) => !LEFT_OUT.test(line));
  for (const line of printed.sort((one, other) => isJson(one) - isJson(other))) scene.printed("shell", line);
}

/** Order of lines: a command in the background prints its JSON at some time or other, so it is shown last. */
const isJson = (line: string) => Number(line.startsWith("{"));

async function recordWalk(): Promise<Scene> {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const scene = new Scene();
  const cli = join(root, "engine/bin/portcullis.mjs");
  const engine = record(process.execPath, [cli, "start", "app/template.yaml", "--port", "0", "--no-watch"], env, root);
  await engine.until(/Ready\./);
  const [endpoint = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(engine.output()) ?? [];
  scene.typed("engine", START);
  for (const line of engineLines(engine.output())) scene.printed("engine", line);
  const shell = record("bash", [], { ...env, PORTCULLIS_ENDPOINT: endpoint }, root);
  shell.write("exec 2>&1\n");
  for (const step of STEPS) await play(scene, shell, engine, step, endpoint);
  await shell.stop();
  await engine.stop();
  return scene;
}

const scene = await recordWalk();
const description =
  "A WebSocket handshake without a token gets 401, one with a token 101, and an update reaches who subscribed";
await writeFile(join(root, "docs/terminal.svg"), drawTerminals(scene.lines, description));
console.log(scene.lines.map(({ pane, text }) => `${pane.padEnd(7)} ${text}`).join("\n"));
