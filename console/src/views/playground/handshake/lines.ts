import { addressOf, type Draft, namedPairs, subprotocolsOf } from "./draft.ts";

/** Something to run elsewhere that does the same. */
export interface CopiedLine {
  readonly title: string;
  readonly text: string;
}

/** Quotes a text for a POSIX shell. */
const shell = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const json = (value: unknown) => JSON.stringify(value);

/** Any 16 bytes in base64 will do (RFC 6455, section 4.1); these are those of its example. */
const SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** Lines that open the same socket from a terminal or a program; with a message, they send it. */
export function linesOf(draft: Draft, message: string | undefined): readonly CopiedLine[] {
  const address = addressOf(draft)?.href;
  if (address === undefined) return [];
  const protocols = subprotocolsOf(draft);
  const headers = namedPairs(draft.headers).map(({ name, value }) => [name.trim(), value] as const);
  const handshake = { address, protocols, headers, message };
  return [
    { title: "wscat", text: wscat(handshake) },
    { title: "portcullis", text: portcullis(handshake) },
    { title: "curl, for the handshake alone", text: curl(handshake) },
    { title: "JavaScript", text: headers.length > 0 ? nodeScript(handshake) : script(handshake) },
    { title: "Python", text: python(handshake) },
  ];
}

interface Handshake {
  readonly address: string;
  readonly protocols: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly message: string | undefined;
}

function wscat({ address, protocols, headers, message }: Handshake): string {
  return [
    "npx wscat",
    `-c ${shell(address)}`,
    ...protocols.map((name) => `-s ${shell(name)}`),
    ...headers.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
    ...(message === undefined ? [] : [`-x ${shell(message)}`, "-w 5"]),
  ].join(" ");
}

function portcullis({ address, protocols, headers }: Handshake): string {
  return [
    `npx portcullis ws ${shell(address)}`,
    ...protocols.map((name) => `--subprotocol ${shell(name)}`),
    ...headers.map(([name, value]) => `--header ${shell(`${name}: ${value}`)}`),
  ].join(" ");
}

function curl({ address, protocols, headers }: Handshake): string {
  const all = [
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Version", "13"],
    ["Sec-WebSocket-Key", SAMPLE_KEY],
    ...(protocols.length > 0 ? [["Sec-WebSocket-Protocol", protocols.join(", ")]] : []),
    ...headers,
  ];
  const parts = all.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`);
  return ["curl -i -N --http1.1", ...parts, shell(address.replace(/^ws/, "http"))].join(" \\\n  ");
}

function script({ address, protocols, message }: Handshake): string {
  const more = protocols.length > 0 ? `, ${json(protocols)}` : "";
  return [`const socket = new WebSocket(${json(address)}${more});`, ...listening(message)].join("\n");
}

function nodeScript({ address, protocols, headers, message }: Handshake): string {
  const options = `{ headers: ${json(Object.fromEntries(headers))} }`;
  return [
    'import { WebSocket } from "ws";',
    "",
    `const socket = new WebSocket(${json(address)}, ${json(protocols)}, ${options});`,
    ...listening(message),
  ].join("\n");
}

const listening = (message: string | undefined) => [
  "socket.onmessage = ({ data }) => console.log(data);",
  ...(message === undefined ? [] : [`socket.onopen = () => socket.send(${json(message)});`]),
];

function python({ address, protocols, headers, message }: Handshake): string {
  const options = [
    json(address),
    ...(protocols.length > 0 ? [`subprotocols=${json(protocols)}`] : []),
    ...(headers.length > 0 ? [`additional_headers=${json(Object.fromEntries(headers))}`] : []),
  ];
  return [
    "from websockets.sync.client import connect",
    "",
    `with connect(${options.join(", ")}) as socket:`,
    ...(message === undefined ? [] : [`    socket.send(${json(message)})`]),
    "    for message in socket:",
    "        print(message)",
  ].join("\n");
}

/** The line that pushes to a connection from outside, as a backend does. */
export const pushLine = (managementUrl: string, connectionId: string, message: string): string =>
  [
    "aws apigatewaymanagementapi post-to-connection",
    `--endpoint-url ${shell(managementUrl)}`,
    `--connection-id ${shell(connectionId)}`,
    "--cli-binary-format raw-in-base64-out",
    `--data ${shell(message)}`,
  ].join(" \\\n  ");
