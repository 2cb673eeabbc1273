/** A picture beside a message, in words and as a transcript holds it. */

import {toDisplay} from '../../sandbox/index.ts';
import type {ImageFacts} from './events.ts';
import {isLabel} from './label.ts';

/** What every provider takes. */
const imageTypes: readonly ImageFacts['mediaType'][] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** One line for people: `[image picture.png 640×480 120 KB]`. Safe to display. */
export function imageLine({name, width, height, bytes}: ImageFacts): string {
	return `[image ${shownName(name)} ${width}×${height} ${sizeOf(bytes)}]`;
}

/** Words for a model in the place of the picture. */
export function imageWords({name}: Pick<ImageFacts, 'name'>, why: string): string {
	return `[image ${shownName(name)} ${why}]`;
}

/** The pictures of an entry of a transcript, which is foreign data. What does not say where it came from is foreign. */
export function readImages(value: unknown): readonly ImageFacts[] {
	return (Array.isArray(value) ? value : []).flatMap((item: unknown) => {
		const fields: Partial<Record<keyof ImageFacts, unknown>> = {...(typeof item === 'object' ? item : {})};
		const {name, sha256, label} = fields;
		const mediaType = imageTypes.find(type => type === fields.mediaType);
		if (typeof name !== 'string' || mediaType === undefined || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
			return [];
		}

		const [bytes, width, height] = [countOf(fields.bytes), countOf(fields.width), countOf(fields.height)];
		return [{name, mediaType, bytes, width, height, sha256, label: isLabel(label) ? label : 'foreign'}];
	});
}

function countOf(value: unknown): number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function shownName(name: string): string {
	return toDisplay(name, {reveal: true, maxLength: 200});
}

function sizeOf(bytes: number): string {
	if (bytes < 1024) {
		return `${bytes} bytes`;
	}

	return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
