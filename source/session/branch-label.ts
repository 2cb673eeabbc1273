import type {Label} from '../core/events.ts';
import {readImages} from '../core/image.ts';
import {isLabel, labelOfMessage, lowestLabel} from '../core/label.ts';
import {type Entry, textOf} from './entry.ts';

/** The least trusted of all that a conversation holds, from its entries; `user` for a new one. What is not labelled is foreign. */
export function labelOfBranch(entries: readonly Entry[]): Label {
	const labels = entries.flatMap((entry): readonly Label[] => {
		switch (entry.type) {
			case 'user':
				return [labelOfMessage(textOf(entry.text), readImages(entry.images))];
			case 'tool.end':
			case 'compaction':
				return [isLabel(entry.label) ? entry.label : 'foreign'];
			default:
				return [];
		}
	});
	return lowestLabel(['user', ...labels]);
}
