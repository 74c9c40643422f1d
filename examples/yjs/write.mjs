// Writes a text with others: node write.mjs URL DOC TOKEN. A line that is typed comes to the end, and each change shows all.
import { createInterface } from "node:readline";
import * as Y from "yjs";
import { connectDocument } from "./provider.mjs";

const doc = new Y.Doc();
const text = doc.getText("text");
const show = () => console.log(JSON.stringify({ text: text.toString() }));
const socket = await connectDocument(doc, ...process.argv.slice(2));
show();
doc.on("update", show);
for await (const line of createInterface({ input: process.stdin })) text.insert(text.length, line);
socket.close();
