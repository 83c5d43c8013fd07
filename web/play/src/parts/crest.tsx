/** A player's sign: a colour that follows from the name, and its first letters. */

export function Crest({ name, large = false }: { name: string; large?: boolean }) {
  return <span class={large ? "crest large" : "crest"} style={colour(name)} aria-hidden="true">{letters(name)}</span>;
}

/** The style of a sign. */
export function colour(name: string): string {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) % 360;
  return `background: hsl(${hash} 75% 78%)`;
}

export function letters(name: string): string {
  return name.slice(0, 2);
}
