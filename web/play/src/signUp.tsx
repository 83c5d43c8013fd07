/** The first thing that a player does: choose a name. */

import { useState } from "preact/hooks";

import { Crest } from "./parts/crest.tsx";
import { useSession } from "./session.ts";
import { failureText } from "./words.ts";

export function SignUp() {
  const session = useSession();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setFault("");
    try {
      await session.signUp(name.trim());
    } catch (error) {
      setFault(failureText(error));
      setBusy(false);
    }
  }
  return (
    <section class="welcome card">
      <Crest name={name || "?"} large />
      <h1>Who goes there?</h1>
      <p>Choose a name, and play as a guest. Everybody sees it.</p>
      <form onSubmit={(event) => void submit(event)}>
        <label for="name">Your name</label>
        <input
          id="name"
          name="name"
          required
          maxLength={50}
          pattern="[A-Za-z0-9_\-]+"
          title="letters, digits, dashes and underscores"
          autocomplete="nickname"
          autocapitalize="off"
          spellcheck={false}
          value={name}
          aria-describedby="name-fault"
          aria-invalid={fault ? true : undefined}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <p id="name-fault" class="fault" role="alert">{fault}</p>
        <button class="main" disabled={busy}>{busy ? "One moment…" : "Play"}</button>
      </form>
    </section>
  );
}
