import type {Artefact} from '../artefact.ts';
import {renderArtefact} from '../grammar/render.ts';
import {artefactHash} from '../store/manifest.ts';
import type {ArtefactLine} from './state.ts';

/** An artefact in one line of a list. */
export function lineOf(artefact: Artefact): ArtefactLine {
	return {
		id: artefact.id,
		kind: artefact.kind,
		line: artefact.kind === 'skill' ? artefact.name : renderArtefact(artefact),
		hash: artefactHash(artefact),
		label: artefact.label,
		isForeign: artefact.label === 'foreign',
	};
}
