import { type FormEvent, useId, useState } from "react";
import type { Sending } from "../hooks/use-sending.tsx";

export interface AskFormProps extends Sending {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
  /** Called with true while something is written that was not sent. */
  readonly onWriting: (isWriting: boolean) => void;
}

/** A line of text, and a button that sends it. */
export function AskForm({ label, placeholder, button, onWriting, send, isDisabled, problem }: AskFormProps) {
  const id = useId();
  const [text, setText] = useState("");

  function change(value: string): void {
    setText(value);
    onWriting(value !== "");
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    change("");
    // What was not taken comes back, unless something else was written in the meantime.
    if (!(await send(text.trim()))) setText((now) => now || text);
  }

  return (
    <form className="ask" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <div className="ask-line">
        <input
          id={id}
          value={text}
          placeholder={placeholder}
          maxLength={500}
          autoComplete="off"
          onChange={({ target }) => change(target.value)}
        />
        <button type="submit" className="button" disabled={isDisabled || text.trim() === ""}>
          {button}
        </button>
      </div>
      {problem}
    </form>
  );
}
