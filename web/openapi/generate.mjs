/** Writes the types of the HTTP API from its document, or with --check says that they have drifted. */

import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const DOCUMENT = new URL("../../docs/openapi.json", import.meta.url);
const TYPES = new URL("generated.ts", import.meta.url);
const HEAD = "/** Generated from `docs/openapi.json` by `web/openapi/generate.mjs`; `make format` writes it anew. */\n\n";

/** Amounts beyond 2^53 are read as `bigint`. */
const AMOUNT = ts.factory.createUnionTypeNode([
  ts.factory.createKeywordTypeNode(ts.SyntaxKind.NumberKeyword),
  ts.factory.createKeywordTypeNode(ts.SyntaxKind.BigIntKeyword),
]);

const made = await openapiTS(DOCUMENT, {
  transform: (schema) => (schema.format === "int64" ? AMOUNT : undefined),
});
const text = HEAD + astToString(made);

if (!process.argv.includes("--check")) {
  await writeFile(TYPES, text);
} else if ((await readFile(TYPES, "utf8").catch(() => "")) !== text) {
  console.error("web/openapi/generated.ts is not what docs/openapi.json says: make format");
  process.exit(1);
}
