import {versionOf} from '../report/machine.ts';
import {type Peer, pythonFlags} from './peer.ts';

/** No sandbox at all: the control of every attack, and the floor of every time. */
export const bare: Peer = {
	id: 'bare',
	name: 'no sandbox',
	setup: `The interpreter itself, with the flags that all the others give it (\`${pythonFlags.join(' ')}\`).`,
	prepare: ({python}) => ({
		version: versionOf(python),
		invoke: ({script, args}) => ({command: [python, ...pythonFlags, script, ...args]}),
	}),
};
