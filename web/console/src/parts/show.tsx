/** What is there, what is being asked for, and what went wrong; moments and JSON. */

import type { ComponentChildren } from "preact";

import { Refusal, sentence } from "../api.ts";
import type { Change } from "../diff.ts";
import type { Loaded } from "../load.ts";

/** Show what was loaded; else say that it is on its way, or why it isn't there. */
export function Shown<T>({ of, children, what }: { of: Loaded<T>; what: string; children: (data: T) => ComponentChildren }) {
  const { data, error, busy, at, reload, cancel } = of;
  return (
    <>
      {error !== undefined && (
        <p class="fault" role="alert">
          Could not show {what}: {sentence(error)}{" "}
          {data !== undefined && <>What is shown is of <Moment at={at} />. </>}
          {!(error instanceof Refusal && error.status < 500) && <button onClick={reload}>Try again</button>}
        </p>
      )}
      {data === undefined && busy && <p class="hollow" role="status">Asking for {what}… <button onClick={cancel}>Cancel</button></p>}
      {data !== undefined && children(data)}
    </>
  );
}

/** A time of day, to the millisecond if `exact`, with the date if it isn't today; the whole of it as its title. */
export function Moment({ at, exact = false }: { at: string | number | null | undefined; exact?: boolean }) {
  if (at === null || at === undefined || at === "") return <>–</>;
  const when = new Date(at);
  const isToday = when.toDateString() === new Date().toDateString();
  const text = isToday ? when.toLocaleTimeString("en-GB", exact ? { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 } : {}) : when.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return <time dateTime={when.toISOString()} title={when.toISOString()}>{text}</time>;
}

export function Json({ value, label }: { value: unknown; label: string }) {
  return <pre class="json" tabIndex={0} role="region" aria-label={label}>{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</pre>;
}

/** Names and values of a flat object; what has parts is shown as JSON. */
export function Pairs({ of }: { of: Record<string, unknown> }) {
  return (
    <dl class="pairs">
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll("_", " ")}</dt>
          <dd>{name.endsWith("_at") ? <Moment at={value as string | null} /> : shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: unknown): ComponentChildren {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" && value !== null ? <code>{JSON.stringify(value)}</code> : String(value ?? "–");
}

export function Changes({ of }: { of: readonly Change[] }) {
  if (of.length === 0) return <p class="hollow">Nothing differs.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="What differs">
      <table class="changes">
        <thead><tr><th scope="col">field</th><th scope="col">before</th><th scope="col">after</th></tr></thead>
        <tbody>
          {of.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row">{path || "the whole"}</th>
              <td>{before === undefined ? <i>absent</i> : <del>{JSON.stringify(before)}</del>}</td>
              <td>{after === undefined ? <i>absent</i> : <ins>{JSON.stringify(after)}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
