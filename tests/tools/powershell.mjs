// SPDX-License-Identifier: MIT
// node powershell.mjs MODULES FILE...: each file's syntax errors as "FILE:LINE: TEXT"; status 1 if there are any.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--liftoff-only"); // optimising the parser takes longer than parsing

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/package.json"));
const { Parser, Language } = await import(pathToFileURL(require.resolve("web-tree-sitter")));
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(modules + "/node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm"));

let errors = 0;
function walk(file, node) {
  if (node.isError || node.isMissing) {
    console.log(`${file}:${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`);
    errors++;
  } else if (node.hasError) {
    node.children.forEach((child) => walk(file, child));
  }
}
for (const file of files) {
  walk(file, parser.parse(readFileSync(file, "utf8").replace(/^\ufeff/, "")).rootNode);
}
process.exit(errors ? 1 : 0);
