/** Lines that the processes of the stage printed, and what one command brought about. */

import { useSignal } from "@preact/signals";

import { useApi, useLoad } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Moment, Shown } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { go, href, route } from "../route.ts";

const SPANS: Record<string, number> = { "15 minutes": 900, "1 hour": 3600, "1 day": 86_400 };
const FIELDS = ["workload", "game", "stream", "player", "trace", "error", "text"] as const;
const FOLLOW_SECONDS = 2;

interface Line {
  at: number;
  kind: string;
  level: string;
  workload: string;
  stream: string;
  player: string;
  trace: string;
  span: string;
  parent: string;
  name: string;
  ms: number;
  error: string;
  message: string;
  metrics: string;
  place: string;
}

interface Found {
  lines: Line[];
  limit: number;
}

export default function Logs() {
  const api = useApi();
  const [first] = route.value.parts;
  if (!api.config.logs) return <Elsewhere />;
  return first ? <Trace trace={first} key={first} /> : <Search />;
}

/** On AWS lines are in CloudWatch: name the question that finds the same there. */
function Elsewhere() {
  const { query, parts } = route.value;
  const said = [...(parts[0] ? [["trace", parts[0]]] : []), ...query].filter(([name, value]) => value && name !== "span");
  const filters = said.map(([name, value]) => `filter ${name} = "${value}"`);
  return (
    <section class="card">
      <p>The lines of this stage are in CloudWatch. In Logs Insights this finds the same:</p>
      <pre class="json" tabIndex={0}>{["fields @timestamp, level, workload, message, error, trace", ...filters, "sort @timestamp desc", "limit 100"].join("\n| ")}</pre>
    </section>
  );
}

function Search() {
  const api = useApi();
  const { query } = route.value;
  const follow = useSignal(false);
  const told = useSignal(Object.fromEntries([...query]));
  const set = (name: string) => (value: string) => (told.value = { ...told.value, [name]: value });
  const seconds = SPANS[query.get("span") ?? ""] ?? 900;
  const asked = { ...Object.fromEntries([...query].filter(([name]) => name !== "span")), seconds, limit: 500 };
  const found = useLoad<Found>(`lines ${query}`, (signal) => api.lines("/lines", { query: asked, signal }), follow.value ? FOLLOW_SECONDS : 0);
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), `${query}` === new URLSearchParams(told.value).toString() ? found.reload() : go(["logs"], told.value))}>
        <Field label="The last" list={Object.keys(SPANS)} value={told.value["span"] ?? "15 minutes"} set={set("span")} />
        <Field label="Level" list={["", "INFO", "WARNING", "ERROR"]} value={told.value["level"] ?? ""} set={set("level")} />
        <Field label="Kind" list={["", "log", "span", "metric", "text"]} value={told.value["kind"] ?? ""} set={set("kind")} />
        {FIELDS.map((name) => <Field key={name} label={`${name[0]!.toUpperCase()}${name.slice(1)}`} value={told.value[name] ?? ""} set={set(name)} />)}
        <button class="main">Search</button>
        <button type="button" aria-pressed={follow.value} onClick={() => (follow.value = !follow.value)}>Follow</button>
        {found.busy && <button type="button" onClick={found.cancel}>Cancel</button>}
      </form>
      <Shown of={found} what="the lines">
        {({ lines, limit }) => (
          <>
            <p class="soft">{lines.length === limit ? `The newest ${limit} lines; there may be more.` : `${lines.length} lines.`}</p>
            <Lines of={lines} none="No line is like that: look further back, or ask for less." />
          </>
        )}
      </Shown>
    </>
  );
}

function Lines({ of, none }: { of: readonly Line[]; none: string }) {
  return (
    <Table<Line & { key: string }>
      label="Lines, the newest first"
      rows={of.map((line, index) => ({ ...line, key: `${line.at} ${of.length - index}` })).reverse()}
      of={(each) => each.key}
      none={none}
      columns={[
        { head: "when", cell: (each) => <Moment at={each.at} exact /> },
        { head: "level", cell: (each) => <span class="tag" data-tone={each.level}>{each.level || each.kind}</span> },
        { head: "workload", cell: (each) => each.workload },
        { head: "what", cell: (each) => <span class="clip" title={`${saying(each)}\n${each.place}`}>{saying(each)} {each.error && <b class="fault">{each.error}</b>}</span> },
        { head: "about", cell: (each) => (each.stream ? <a href={href(["streams"], { stream: each.stream })}>{each.stream}</a> : each.player) },
        { head: "trace", cell: (each) => each.trace && <a href={href(["logs", each.trace])}>{each.trace.slice(0, 8)}</a> },
      ]}
    />
  );
}

/** What a line says: how long a span took, what was measured, or its own words. */
function saying({ kind, name, ms, metrics, message }: Line): string {
  if (kind === "span") return `${name} ${ms.toFixed(1)} ms`;
  if (kind !== "metric") return message;
  return metrics.replace(/^\{|\}$|"/g, "").replaceAll(":", ""); // a long one is cut, so it need not be JSON
}

function Trace({ trace }: { trace: string }) {
  const api = useApi();
  const found = useLoad<Found>(`trace ${trace}`, (signal) => api.lines("/lines", { query: { trace, seconds: SPANS["1 day"]!, limit: 1000 }, signal }));
  return (
    <>
      <h2>Trace {trace}</h2>
      <Shown of={found} what="the trace">{({ lines }) => <><Waterfall of={lines.filter((each) => each.kind === "span")} /><Lines of={lines.filter((each) => each.kind !== "span")} none="Besides these spans no line was written." /></>}</Shown>
    </>
  );
}

/** Processes have clocks of their own, so what follows may seem to begin a little early. */
function Waterfall({ of }: { of: readonly Line[] }) {
  if (of.length === 0) return <p class="hollow">Of this trace no span was written.</p>;
  const began = Math.min(...of.map((each) => each.at));
  const whole = Math.max(...of.map((each) => each.at + each.ms)) - began || 1;
  const known = new Set(of.map((each) => each.span));
  return (
    <ol class="waterfall" aria-label="Spans">
      {[...of].sort((a, b) => a.at - b.at).map((each) => (
        <li key={each.span} data-error={each.error || undefined}>
          <span class={known.has(each.parent) ? "inner" : ""}>{each.name} <small class="soft">{each.workload} {each.stream}</small>{each.error && <b class="fault"> {each.error}</b>}</span>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect x={((each.at - began) / whole) * 100} width={Math.max(0.5, (each.ms / whole) * 100)} height="4" /></svg>
          <span class="number">{each.ms.toFixed(1)} ms</span>
        </li>
      ))}
    </ol>
  );
}
