import { type FormEvent, useId, useState } from "react";
import type { Sending } from "../hooks/use-sending.tsx";

export interface AskFormProps extends Sending {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
}

/** A line of text, and a button that sends it. */
export function AskForm({ label, placeholder, button, send, isDisabled, problem }: AskFormProps) {
  const id = useId();
  const [text, setText] = useState("");

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setText("");
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
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="button" disabled={isDisabled || text.trim() === ""}>
          {button}
        </button>
      </div>
      {problem}
    </form>
  );
}
