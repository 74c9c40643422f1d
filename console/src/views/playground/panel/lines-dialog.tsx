import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { Dialog } from "../../../ui/layout/dialog.tsx";
import { apiOf } from "../handshake/api-of.ts";
import { type CopiedLine, linesOf, pushLine } from "../handshake/lines.ts";
import type { Session } from "../session/session.ts";

interface LinesDialogOptions {
  readonly session: Session;
  /** The message that is being written. */
  readonly message: string;
  readonly onClose: () => void;
}

/** Lines that do the same from a terminal or a program. */
export function LinesDialog({ session, message, onClose }: LinesDialogOptions) {
  const sent = inOneLine(message);
  const lines = [...linesOf(session.draft.value, sent === "" ? undefined : sent), ...pushLines(session, sent)];
  return (
    <Dialog title="Do the same elsewhere" onClose={onClose}>
      {lines.length === 0 && <p>The address of the handshake is not whole yet.</p>}
      <ul class="copied-lines">
        {lines.map(({ title, text }) => (
          <li key={title}>
            <div class="copied-head">
              <h3>{title}</h3>
              <CopyButton text={text} label={`Copy the lines for ${title}`} />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus */}
            <pre tabIndex={0}>{text}</pre>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** JSON without what is between its parts, which a terminal can take in one line. */
function inOneLine(message: string): string {
  try {
    return JSON.stringify(JSON.parse(message));
  } catch {
    return message;
  }
}

function pushLines({ draft, connectionId }: Session, message: string): readonly CopiedLine[] {
  const managementUrl = apiOf(draft.value)?.managementUrl;
  if (managementUrl === undefined || connectionId.value === undefined) return [];
  return [
    {
      title: "AWS CLI, to push to this connection",
      text: pushLine(managementUrl, connectionId.value, message === "" ? "hello" : message),
    },
  ];
}
