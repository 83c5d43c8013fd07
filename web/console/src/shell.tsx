/** The frame of all pages: signing in, the way to each page, and how the stage is. */

import type { Answer } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { sentence, type Me } from "./api.ts";
import { useApi, useLoad, visible } from "./load.ts";
import { Field } from "./parts/act.tsx";
import { Moment } from "./parts/show.tsx";
import { href, route } from "./route.ts";

type Page = ComponentType;

/** Each page is loaded when it is first looked at. */
const PAGES: Record<string, { title: string; load: () => Promise<{ default: Page }> }> = {
  health: { title: "Health", load: () => import("./pages/health.tsx") },
  games: { title: "Games", load: () => import("./pages/games.tsx") },
  players: { title: "Players", load: () => import("./pages/players.tsx") },
  tiers: { title: "Tiers", load: () => import("./pages/tiers.tsx") },
  streams: { title: "Past", load: () => import("./pages/streams.tsx") },
  live: { title: "Live", load: () => import("./pages/live.tsx") },
  logs: { title: "Logs", load: () => import("./pages/logs.tsx") },
  letters: { title: "Dead letters", load: () => import("./pages/letters.tsx") },
  create: { title: "Commands", load: () => import("./pages/create.tsx") },
  playground: { title: "Playground", load: () => import("./pages/playground.tsx") },
  acts: { title: "Acts", load: () => import("./pages/acts.tsx") },
  operators: { title: "Operators", load: () => import("./pages/operators.tsx") },
};

const HEALTH_SECONDS = 5;

export function Shell() {
  const api = useApi();
  const me = api.me.value;
  return me ? <Inside me={me} /> : <SignIn />;
}

function SignIn() {
  const api = useApi();
  const [secret, error, busy] = [useSignal(""), useSignal(""), useSignal(false)];
  const enter = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    error.value = "";
    await api.signIn(secret.value.trim()).catch((fault: unknown) => (error.value = sentence(fault)));
    busy.value = false;
  };
  return (
    <main class="welcome">
      <h1>Rumpus console</h1>
      {api.over.value && <p class="fault" role="alert">You were signed out: {api.over.value}.</p>}
      <form onSubmit={enter}>
        <Field label="Operator's key" type="password" value={secret.value} set={(text) => (secret.value = text)} hint="Or an identity token of your provider. A reload of this page forgets it." />
        {error.value && <p class="fault" role="alert">{error.value}</p>}
        <button class="main" disabled={!secret.value.trim() || busy.value}>{busy.value ? "Signing in…" : "Sign in"}</button>
      </form>
    </main>
  );
}

function Inside({ me }: { me: Me }) {
  const api = useApi();
  const { page } = route.value;
  const main = useRef<HTMLElement>(null);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${PAGES[page]?.title ?? "Nothing"} · Rumpus ${me.stage}`;
    main.current?.focus({ preventScroll: true });
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [page]);
  return (
    <div id="frame">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>To the page</a>
      <header class="head">
        <span class="brand">Rumpus <small>{me.stage}</small></span>
        <nav aria-label="Pages" ref={nav}>
          {Object.entries(PAGES).map(([name, { title }]) => (
            <a key={name} href={href([name])} aria-current={name === page ? "page" : undefined}>{title}</a>
          ))}
        </nav>
        <span class="who">{me.name} <small>{me.role}</small> <button onClick={() => api.signOut()}>Sign out</button></span>
      </header>
      <Banner />
      <main id="main" tabIndex={-1} ref={main}><Lazy name={page} key={page} /></main>
    </div>
  );
}

/** Says in plain words what of the stage is away, since when this page knows, and what that means. */
function Banner() {
  const api = useApi();
  const health = useLoad<Answer<"/health">>("health", (signal) => api.ask("GET", "/health", { signal }), HEALTH_SECONDS);
  const since = useSignal(0);
  const { data, error, at } = health;
  const away = error !== undefined ? "stage" : data && !data.cache ? "cache" : "";
  useEffect(() => {
    since.value = away ? Date.now() : 0;
  }, [away]);
  if (!visible.value || !away) return null;
  return (
    <p class="banner" role="alert">
      {away === "stage" ? (
        <>The stage has not answered since <Moment at={since.value} />. {at > 0 && <>It was well at <Moment at={at} />. </>}What is shown is as old as it says.</>
      ) : (
        <>The cache has been away since <Moment at={since.value} />. Commands go on. Boards are stored snapshots, each with its time. Who is present is not known.</>
      )}
    </p>
  );
}

function Lazy({ name }: { name: string }) {
  const known = PAGES[name];
  const loaded = useSignal<{ page: Page } | null>(null);
  const error = useSignal("");
  useEffect(() => {
    known?.load().then(
      (module) => (loaded.value = { page: module.default }),
      () => (error.value = "This page could not be loaded: was there a new release? Reload the console."),
    );
  }, [name]);
  if (!known) return <p class="hollow">There is no such page.</p>;
  if (error.value) return <p class="fault" role="alert">{error.value}</p>;
  const Found = loaded.value?.page;
  return Found ? <><h1>{known.title}</h1><Found /></> : <p class="hollow" role="status">Loading…</p>;
}

