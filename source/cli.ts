/** The entry of the program: the version at once, everything else through one dynamic import. */

import {readFileSync} from 'node:fs';

// Read, not imported: imported, it would be a chunk of its own in the bundle, and the second file to load.
const {version}: {readonly version: string} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
	process.stdout.write(`skilllite ${version}\n`);
} else {
	const {main} = await import('./commands/main.ts');
	await main(argv, version);
}
