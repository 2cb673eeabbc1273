/** A process of its own that changes a store; started by the tests with what to do. */

import {appendFileSync} from 'node:fs';
import type {Artefact} from '../../../source/evolution/artefact.ts';
import {createDisk} from '../../../source/evolution/store/disk.ts';
import {openStore} from '../../../source/evolution/store/store.ts';

const [action = '', root = '', number = '0'] = process.argv.slice(2);
const dieAt = Number(number);
let step = 0;

const disk = createDisk(root, {
	before(name) {
		step += 1;
		if (step === dieAt) {
			process.kill(process.pid, 'SIGKILL');
			// The signal is delivered before the next system call returns to us.
			for (;;) {
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
			}
		}

		if (action === 'count') {
			process.stdout.write(`${name}\n`);
		}
	},
});

const artefactOf = (id: number): Artefact => ({
	kind: 'rule',
	id: `r-${id.toString(16).padStart(8, '0')}`,
	label: 'derived',
	scope: 'project',
	sources: [],
	model: 'offline',
	created: '2026-11-20T10:00:00.000Z',
	rule: {template: 'limit', what: 'lines', count: id},
	condition: {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []},
});

const store = openStore({
	disk,
	clock: () => new Date(),
	audit: entry => appendFileSync(`${root}/audit.jsonl`, `${JSON.stringify(entry)}\n`),
	parse: value => value as Artefact,
});

switch (action) {
	case 'adopt':
	case 'count':
		store.adopt({artefact: artefactOf(2), replaces: [], expected: store.load().hash, actor: 'engine'});
		break;
	case 'rollback':
		store.rollback(undefined, {actor: 'user', reason: 'test'});
		break;
	case 'hold': {
		store.lease();
		process.stdout.write('held\n');
		setInterval(() => {}, 1000);
		break;
	}
	case 'race': {
		let adopted = 0;
		let refused = 0;
		for (let round = 0; round < 40; round += 1) {
			try {
				store.adopt({
					artefact: artefactOf(process.pid * 1000 + round),
					replaces: store.load().artefacts.map(({id}) => id),
					expected: store.load().hash,
					actor: 'engine',
				});
				adopted += 1;
			} catch (error) {
				if (!(error instanceof Error && 'code' in error && error.code === 'conflict')) {
					throw error;
				}

				refused += 1;
			}
		}

		process.stdout.write(`${adopted} ${refused}\n`);
		break;
	}
	default:
		throw new Error(`There is no action ${action}.`);
}
