/** A frame to begin with, from the JSON schema of its command. */

const HOUR = 3_600_000;
const DEEPEST = 6;

/** What is read of a JSON schema. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema | false;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** Return what a reference leads to. */
export function referred(ref: string, definitions: JsonSchema["$defs"] = {}): JsonSchema {
  return definitions[ref.split("/").at(-1)!] ?? {};
}

/** Return a value of a schema: what is required, filled with defaults, examples of numbers and times. */
export function sample(schema: JsonSchema, definitions = schema.$defs, name = "", depth = 0): unknown {
  const own = schema.$ref ? referred(schema.$ref, definitions) : (schema.anyOf?.[0] ?? schema);
  if (own !== schema) return sample(own, definitions, name, depth + 1);
  if (own.default !== undefined) return own.default;
  if (own.enum) return own.enum[0];
  if (own.const !== undefined) return own.const;
  if (depth > DEEPEST) return null;
  switch (own.type) {
    case "object": {
      const wanted = (own.required ?? []).filter((each) => own.properties?.[each]);
      return Object.fromEntries(wanted.map((each) => [each, sample(own.properties?.[each] ?? {}, definitions, each, depth + 1)]));
    }
    case "array":
      return own.items ? [sample(own.items, definitions, name, depth + 1)] : [];
    case "integer":
    case "number":
      return own.minimum ?? own.exclusiveMinimum ?? 1;
    case "boolean":
      return false;
    default:
      return own.format === "date-time" ? new Date(Date.now() + (name.startsWith("ends") ? HOUR : 0)).toISOString() : name;
  }
}
