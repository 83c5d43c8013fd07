/** What the types of Preact leave out. */

import type { Signalish } from "preact";

declare module "preact" {
  interface HTMLAttributes<RefType extends EventTarget = EventTarget> {
    /** The words of an element that has nothing else in it; a signal changes them alone. */
    textContent?: Signalish<string | number>;
  }
}
