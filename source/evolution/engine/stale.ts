import type {ArtefactSet} from '../candidate.ts';
import type {Ground} from './ground.ts';
import {validatedModels} from './records.ts';

/** The artefacts that were shown to help another model than the one in use. */
export function staleIn({options: {model}, disk}: Pick<Ground, 'options' | 'disk'>, set: ArtefactSet): ArtefactSet {
	if (model === undefined) {
		return [];
	}

	const validated = validatedModels(disk);
	return set.filter(({id, model: own}) => own !== model && !validated(id).includes(model));
}
