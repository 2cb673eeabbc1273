/** What an artefact is called by: its content, not who made it nor when. */

import {digestOf, type Sha256} from '../../../sandbox/index.ts';
import type {ArtefactKind} from '../artefact.ts';
import type {Rendered} from './render.ts';
import type {Label} from '../../core/events.ts';

const prefixes: Readonly<Record<ArtefactKind, string>> = {rule: 'r', text: 't', plan: 'p', skill: 's'};

/** What the content's hash covers. The label belongs to it: the same words from a stranger are another artefact. */
export type Content = Rendered & {readonly label: Label; readonly scope: 'project' | 'global'};

/** The hash of what an artefact says, where it holds and how far it is trusted; a person confirms this. */
export function contentHash(content: Content): Sha256 {
	const {kind, label, scope} = content;
	switch (content.kind) {
		case 'rule':
			return digestOf({kind, label, scope, rule: content.rule, condition: content.condition});
		case 'text':
			return digestOf({kind, label, scope, text: content.text, condition: content.condition});
		case 'plan':
			return digestOf({kind, label, scope, steps: content.steps, condition: content.condition});
		case 'skill':
			return digestOf({kind, label, scope, name: content.name, files: content.files});
	}
}

/** `r-`, `t-`, `p-` or `s-` and the first eight hex digits of the content's hash. */
export function artefactId(content: Content): string {
	return `${prefixes[content.kind]}-${contentHash(content).slice('sha256:'.length, 'sha256:'.length + 8)}`;
}
