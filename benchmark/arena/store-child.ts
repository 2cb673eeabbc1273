/** A process that changes a store of evolution and dies of SIGKILL just before the step it was told. */

import {appendFileSync} from 'node:fs';
import {createDisk} from '../../source/evolution/store/disk.ts';
import {numberedRule, openDrillStore} from './drill-store.ts';

const [action = '', root = '', number = '0'] = process.argv.slice(2);
const dieAt = Number(number);
let step = 0;
const disk = createDisk(root, {
	before() {
		step += 1;
		if (step === dieAt) {
			process.kill(process.pid, 'SIGKILL');
			// The signal comes before the next system call returns.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
		}
	},
});
const store = openDrillStore(disk, entry => appendFileSync(`${root}/audit.jsonl`, `${JSON.stringify(entry)}\n`));
if (action === 'adopt') {
	store.adopt({artefact: numberedRule(900), replaces: [], expected: store.load().hash, actor: 'engine'});
} else {
	store.rollback(undefined, {actor: 'user', reason: 'drill'});
}
