/** The entry of the program. In a clone and in the package, bin/ has answered a lone `--version` before it. */

import {readFileSync} from 'node:fs';

// Read, not imported: imported, it would be a chunk of its own in the bundle, and the second file to load.
const {version}: {readonly version: string} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const {main} = await import('./commands/main.ts');
await main(process.argv.slice(2), version);
