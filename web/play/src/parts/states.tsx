/** What stands where there is nothing to show: not yet, nothing, or a fault. */

import type { ComponentChildren } from "preact";

export function Loading({ text = "One moment…" }: { text?: string }) {
  return <p class="hollow" role="status"><span class="spinner" aria-hidden="true" />{text}</p>;
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="hollow">{children}</div>;
}

export function Failure({ text, again }: { text: string; again?: () => void }) {
  return (
    <div class="hollow" role="alert">
      <p class="fault">{text}</p>
      {again && <button type="button" onClick={again}>Try again</button>}
    </div>
  );
}

/** A whole page that can't be shown. */
export function Lost({ text }: { text: string }) {
  return (
    <div class="welcome card" role="alert">
      <h1>Nothing here</h1>
      <p class="fault">{text}</p>
      <a class="button" href="#/">What else can be played</a>
    </div>
  );
}
