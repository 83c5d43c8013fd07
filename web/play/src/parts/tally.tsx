/** What a player has, in numbers that leap when they change. */

import { useEffect, useRef } from "preact/hooks";

import { Icon, type IconName } from "./icon.tsx";
import { moves } from "./motion.ts";
import { number } from "../words.ts";

export type Item = [icon: IconName, name: string, value: number | undefined];

export function Tally({ items }: { items: Item[] }) {
  return (
    <dl class="tally">
      {items.map(([icon, name, value]) => (
        <div key={name} data-name={name}>
          <dt><Icon name={icon} />{name}</dt>
          <Value value={value} />
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: number | undefined }) {
  const place = useRef<HTMLElement>(null);
  const before = useRef(value);
  useEffect(() => {
    const changed = before.current !== undefined && value !== before.current;
    before.current = value;
    if (changed && moves()) place.current!.animate({ scale: ["1", "1.5", "1"] }, 320);
  }, [value]);
  return <dd ref={place}>{value === undefined ? "–" : number(value)}</dd>;
}
