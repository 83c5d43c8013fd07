/** What changes something: a form that asks why, and for the name of what is dangerous. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { sentence, type Role } from "../api.ts";
import { useApi } from "../load.ts";

/**
 * A button that opens a form. `name` must be typed before a dangerous act, of which `warning` says
 * how much it touches. `act` is given the reason.
 */
export function Act(props: {
  label: string;
  role: Role;
  act: (why: string) => Promise<unknown>;
  done?: () => void;
  name?: string;
  warning?: string;
  off?: string;
  children?: ComponentChildren;
}) {
  const api = useApi();
  const isOpen = useSignal(false);
  const off = api.may(props.role) ? props.off : `This needs the role ${props.role}.`;
  return (
    <>
      <button disabled={Boolean(off)} title={off} onClick={() => (isOpen.value = true)}>{props.label}</button>
      {off && props.off && <span class="soft">{props.off}</span>}
      {isOpen.value && <Form {...props} close={() => (isOpen.value = false)} />}
    </>
  );
}

function Form(props: Parameters<typeof Act>[0] & { close: () => void }) {
  const [why, name, error, busy] = [useSignal(""), useSignal(""), useSignal(""), useSignal(false)];
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const send = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    error.value = "";
    try {
      await props.act(why.value.trim());
      props.close();
      props.done?.();
    } catch (fault) {
      error.value = sentence(fault);
    }
    busy.value = false;
  };
  const ready = why.value.trim() !== "" && (!props.name || name.value === props.name);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={props.close}>
      <form onSubmit={send}>
        <h2 id={id}>{props.label}</h2>
        {props.warning && <p class="warning">{props.warning}</p>}
        {props.children}
        <label>Why<input value={why.value} onInput={(event) => (why.value = event.currentTarget.value)} maxLength={500} required autoFocus /></label>
        {props.name && (
          <label>Type <code>{props.name}</code> to go on<input value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} autoComplete="off" /></label>
        )}
        {error.value && <p class="fault" role="alert">{error.value}</p>}
        <p class="line end">
          <button type="button" onClick={props.close}>Cancel</button>
          <button class={props.name ? "main danger" : "main"} disabled={!ready || busy.value}>{busy.value ? "…" : props.label}</button>
        </p>
      </form>
    </dialog>
  );
}

/** A field with a label, whose value a signal has. */
export function Field(props: { label: string; value: string; set: (value: string) => void; type?: string; hint?: string; min?: number; max?: number; list?: readonly string[] }) {
  const { label, value, set, list, hint, ...rest } = props;
  const own = rest as InputHTMLAttributes; // a type that is told at run time
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {list ? (
        <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
          {list.map((each) => <option key={each} value={each}>{each || "any"}</option>)}
        </select>
      ) : (
        <input {...own} id={id} value={value} aria-describedby={hint ? `${id}-hint` : undefined} onInput={(event) => set(event.currentTarget.value)} autoComplete="off" spellcheck={false} />
      )}
      {hint && <span class="soft" id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}
