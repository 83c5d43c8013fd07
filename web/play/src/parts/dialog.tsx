/** A dialog that must be answered; Escape and its button close it, and focus goes back. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  tone: "good" | "bad";
  close: () => void;
  children: ComponentChildren;
}

export function Dialog({ tone, close, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current!.showModal();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" data-tone={tone} aria-label="Attack" onClose={close}>
      {children}
      <button type="button" class="main" autofocus onClick={() => dialog.current!.close()}>Go on</button>
    </dialog>
  );
}
