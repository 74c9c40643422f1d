const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Characters that XML 1.0 cannot hold, not even as references. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g;

/** A text for XML or HTML, between tags or within double quotes. */
export const escaped = (text: string): string =>
  text.replaceAll(FORBIDDEN, "�").replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
