// Asks AsyncAPI's own parser whether a document is valid: node asyncapi.mjs FILE...
// Needs the package @asyncapi/parser in node_modules beside it.
import { Parser, fromFile } from '@asyncapi/parser';

const ERROR = 0;
let failed = false;
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await fromFile(new Parser(), file).parse();
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === ERROR);
  for (const { path, message } of errors) console.error(`${file}: ${path.join('.')}: ${message}`);
  if (!document || errors.length > 0) failed = true;
  else console.log(`${file}: AsyncAPI ${document.version()}, ${document.channels().length} channels, ${document.operations().length} operations`);
}
process.exit(failed ? 1 : 0);
