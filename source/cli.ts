/** The program from its sources, as the tests start it; a clone and the package start `main` from bin/skilllite.js. */

import {readFileSync} from 'node:fs';
import {main} from './commands/main.ts';

const {version}: {readonly version: string} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
await main(process.argv.slice(2), version);
