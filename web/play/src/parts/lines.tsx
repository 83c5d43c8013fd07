/** What happened, the latest first. */

import type { Line } from "../room.ts";

export function Lines({ lines }: { lines: Line[] }) {
  return (
    <section class="card lines" aria-label="What happened">
      <h2>What happened</h2>
      {lines.length === 0 && <p class="soft">Nothing yet.</p>}
      <ol aria-live="polite" aria-relevant="additions">
        {lines.map((line) => <li key={line.key} data-tone={line.tone}>{line.text}</li>)}
      </ol>
    </section>
  );
}
