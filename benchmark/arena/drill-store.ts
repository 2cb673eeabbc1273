/** The product's own store on a real disk, for the drills. */

import type {Artefact} from '../../source/evolution/artefact.ts';
import {artefactId} from '../../source/evolution/grammar/identity.ts';
import {parseArtefact} from '../../source/evolution/grammar/parse.ts';
import type {Disk} from '../../source/evolution/store/disk.ts';
import {type ArtefactStore, openStore} from '../../source/evolution/store/store.ts';
import type {StoreAuditEntry} from '../../source/evolution/store/transaction.ts';

export function openDrillStore(disk: Disk, audit: (entry: StoreAuditEntry) => void): ArtefactStore {
	return openStore({disk, clock: () => new Date(), audit, parse});
}

/** A rule that differs from every other by a number from 1 to 1,000. */
export function numberedRule(number: number): Artefact {
	const content = {
		kind: 'rule',
		rule: {template: 'limit', what: 'lines', count: number},
		condition: {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []},
		label: 'derived',
		scope: 'project',
	} as const;
	return {...content, id: artefactId(content), sources: [], model: 'offline', created: '2026-01-01T00:00:00.000Z'};
}

function parse(value: unknown): Artefact {
	const parsed = parseArtefact(value);
	if (parsed.kind === 'refused') {
		throw new Error(`The grammar refuses what the drill wrote: ${parsed.reasons.map(({why}) => why).join(', ')}.`);
	}

	return parsed.artefact;
}
