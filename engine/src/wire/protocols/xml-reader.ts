export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text of an element without children. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

const PART = /<\?[^>]*\?>|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads the XML that services answer with: elements and text. Attributes are passed over, and nothing else is in it. */
export function readXml(xml: string): XmlElement {
  const top: OpenElement = { name: "", children: [], text: "" };
  const open = [top];
  for (const [, closing, name, empty, text] of xml.matchAll(PART)) {
    const current = open.at(-1) ?? top;
    if (text !== undefined) current.text += decodeEntities(text);
    else if (closing) open.pop();
    else if (name !== undefined) {
      const element = { name, children: [], text: "" };
      current.children.push(element);
      if (!empty) open.push(element);
    }
  }
  return top.children[0] ?? top;
}

const decodeEntities = (text: string) =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|(\w+));/g, (all, code: string | undefined, name: string) =>
    code === undefined ? (ENTITIES[name] ?? all) : String.fromCodePoint(Number.parseInt(code, 16)),
  );
