/** A frame to begin with, from the JSON schema of its command. */

const HOUR = 3_600_000;
const DEEPEST = 6;

/** Return a value of a schema: what is required, filled with defaults, examples of numbers and times. */
export function sample(schema: any, definitions: Record<string, any> = schema.$defs ?? {}, name = "", depth = 0): unknown {
  const own = schema.$ref ? definitions[String(schema.$ref).split("/").at(-1)!] : (schema.anyOf?.[0] ?? schema);
  if (own !== schema) return sample(own, definitions, name, depth + 1);
  if (own.default !== undefined) return own.default;
  if (own.enum) return own.enum[0];
  if (own.const !== undefined) return own.const;
  if (depth > DEEPEST) return null;
  switch (own.type) {
    case "object": {
      const wanted = (own.required ?? []).filter((each: string) => own.properties?.[each]);
      return Object.fromEntries(wanted.map((each: string) => [each, sample(own.properties[each], definitions, each, depth + 1)]));
    }
    case "array":
      return own.items && own.items !== false ? [sample(own.items, definitions, name, depth + 1)] : [];
    case "integer":
    case "number":
      return own.minimum ?? own.exclusiveMinimum ?? 1;
    case "boolean":
      return false;
    default:
      return own.format === "date-time" ? new Date(Date.now() + (name.startsWith("ends") ? HOUR : 0)).toISOString() : name;
  }
}
