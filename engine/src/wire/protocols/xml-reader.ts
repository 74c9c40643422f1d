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

const LAST_CODE_POINT = 0x10ffff;

/** Undefined for what stands for no character. */
function characterOf(code: string | undefined, name: string): string | undefined {
  if (code === undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const number = Number.parseInt(code, 16);
  return number <= LAST_CODE_POINT ? String.fromCodePoint(number) : undefined;
}

const decodeEntities = (text: string) =>
  text.replace(
    /&(?:#x([0-9a-fA-F]+)|(\w+));/g,
    (all, code: string | undefined, name: string) => characterOf(code, name) ?? all,
  );
