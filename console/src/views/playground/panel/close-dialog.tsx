import { useSignal } from "@preact/signals";
import { Button } from "../../../ui/controls/button.tsx";
import { SelectField, TextField } from "../../../ui/controls/field.tsx";
import { Dialog } from "../../../ui/layout/dialog.tsx";
import type { Session } from "../session/session.ts";

/** Codes that a page may close with (RFC 6455, section 7.4, and the WebSocket standard). */
const OF_BROWSERS = [
  ["1000", "1000 normal"],
  ["3000", "3000 unauthorized"],
  ["4000", "4000 of your own"],
] as const;

/** Codes that other clients close with too. */
const OF_OTHERS = [
  ["1001", "1001 going away"],
  ["1002", "1002 protocol error"],
  ["1008", "1008 policy violation"],
  ["1011", "1011 internal error"],
] as const;

const isCode = (code: number, isEngines: boolean) =>
  code === 1000 ||
  (code >= 3000 && code <= 4999) ||
  (isEngines && code > 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code));

const LONGEST_REASON_BYTES = 123;

/** Closes a socket with a code and a reason, or ends its connection without a word. */
export function CloseDialog({ session, onClose }: { readonly session: Session; readonly onClose: () => void }) {
  const isEngines = session.isEngines.value;
  const code = useSignal("1000");
  const reason = useSignal("");
  const isLong = new TextEncoder().encode(reason.value).length > LONGEST_REASON_BYTES;
  const isWrong = !isCode(Number(code.value), isEngines);
  const end = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <Dialog
      title="Close the socket"
      onClose={onClose}
      actions={
        <>
          {isEngines && (
            <Button look="danger" onClick={end(() => session.drop())}>
              Drop its connection
            </Button>
          )}
          <Button
            look="primary"
            disabled={isLong || isWrong}
            onClick={end(() => session.close(Number(code.value), reason.value))}
          >
            Close
          </Button>
        </>
      }
    >
      <div class="close-fields">
        <SelectField
          label="Usual codes"
          value={code.value}
          options={[...OF_BROWSERS, ...(isEngines ? OF_OTHERS : [])]}
          onText={(value) => {
            code.value = value;
          }}
        />
        <TextField
          label="Code"
          isCode
          inputMode="numeric"
          value={code.value}
          error={isWrong ? codeRule(isEngines) : undefined}
          onText={(value) => {
            code.value = value;
          }}
        />
        <TextField
          label="Reason"
          value={reason.value}
          error={isLong ? `A reason has ${LONGEST_REASON_BYTES} bytes at most.` : undefined}
          onText={(value) => {
            reason.value = value;
          }}
        />
      </div>
    </Dialog>
  );
}

const codeRule = (isEngines: boolean) =>
  isEngines
    ? "1000 to 1014 without 1004 to 1006, or 3000 to 4999."
    : "A browser takes 1000, and 3000 to 4999. The engine takes others.";
