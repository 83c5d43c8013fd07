/** Drawn signs, 24 units wide; they say nothing that words beside them don't. */

const PATHS = {
  arrow: "M4 20 18 6M11 5h8v8M4 20v-4M4 20h4",
  bag: "M5 8h14l1 12H4L5 8ZM8.5 8a3.5 3.5 0 0 1 7 0",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4l2-2ZM10 21h4",
  check: "M4 12.5 9.5 18 20 6.5",
  coin: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v10M9 9.5h4.5a1.8 1.8 0 0 1 0 3.6H10a1.8 1.8 0 0 0 0 3.6h5",
  compass: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM15.5 8.5 13.5 13.5 8.5 15.5 10.5 10.5Z",
  cross: "M5 5l14 14M19 5 5 19",
  flask: "M9 3h6M10 3v6L5 19a1.5 1.5 0 0 0 1.4 2h11.2A1.5 1.5 0 0 0 19 19L14 9V3M7.5 15h9",
  heart: "M12 20S4 15 4 9a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 6-8 11-8 11Z",
  shield: "M12 3 4.5 6v6c0 5 3.5 8 7.5 9.5C16 20 19.5 17 19.5 12V6L12 3Z",
  shop: "M4 9h16v11H4V9ZM3 9l2-5h14l2 5M9 20v-6h6v6",
  shovel: "M14 10 20 4M17.5 3.5l3 3M13 11l-3-3-5.5 5.5c-1 1-1 4-1 7 3 0 6 0 7-1L16 14l-3-3",
  star: "m12 3 2.7 5.8 6.3.8-4.6 4.3 1.2 6.2L12 17l-5.6 3.1 1.2-6.2L3 9.6l6.3-.8L12 3Z",
  swords: "M4 4l11 11M20 4 9 15M4 4v3l9 9M20 4v3l-9 9M5 14l5 5M19 14l-5 5M5 21l2.5-3M19 21l-2.5-3",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 21c0-5 4-7 8-7s8 2 8 7",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
