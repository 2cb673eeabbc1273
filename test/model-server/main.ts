/** By hand: `node test/model-server/main.ts SCENARIO [PORT]`; SCENARIO is a name from scenarios.ts or a JSON file of that shape. */

import {existsSync, readFileSync} from 'node:fs';
import {startModelServer} from './model-server.ts';
import type {Scenario} from './scenario.ts';
import {isScenarioName, scenarios} from './scenarios.ts';

const [word, port] = process.argv.slice(2);
if (word === undefined || (!isScenarioName(word) && !existsSync(word))) {
	process.stderr.write(word === undefined ? '' : `There is no scenario and no file ${word}.\n`);
	process.stderr.write('Usage: node test/model-server/main.ts SCENARIO [PORT]\n\n');
	for (const [name, {title}] of Object.entries(scenarios)) {
		process.stderr.write(`  ${name.padEnd(18)} ${title}\n`);
	}

	process.exit(2);
}

const server = await startModelServer(isScenarioName(word) ? word : readScenario(word), Number(port ?? 0));
process.stdout.write(`${server.baseUrl}\n`);

function readScenario(path: string): Scenario {
	const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
	if (typeof value === 'object' && value !== null && 'title' in value && 'steps' in value && Array.isArray(value.steps)) {
		// A tool for developers: the steps are believed.
		return value as Scenario;
	}

	throw new Error(`${path} is not a scenario: it needs a title and steps.`);
}
