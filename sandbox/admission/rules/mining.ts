/** C6: the processor lent to somebody else's coins. */

import type {Match, Rule} from '../findings.ts';
import {blocksOf} from '../instructions/blocks.ts';
import {guarded} from '../instructions/phrase.ts';
import {isLesson} from '../instructions/sentences.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {isDocument} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const miner: Rule = {
	id: 'SL-MINER-001',
	class: 'C6',
	severity: 'critical',
	message: 'Connects to a mining pool (%s).',
	remedy: 'Remove it.',
	references: ['T1496'],
};

const pool = guarded(
	/\bstratum\+(?:tcp|ssl|tls):\/\/[^\s"'`]+|["'\s](?:-o|--url|--pool)["',\s=]{1,6}(?:[\w-]+\.)*(?:supportxmr|hashvault|nanopool|minexmr|moneroocean|2miners|f2pool|nicehash|unmineable|herominers|c3pool)\.\w+|\b(?:xmrig|minerd|cpuminer|t-rex|nbminer|ethminer|xmr-stak)\b[^\n]{0,60}\s(?:-o|--url|--pool|-a)\s/i,
);

export const mining: RuleFile = {
	rules: [miner],
	match: ({texts, manifest}) => [...texts].flatMap(([file, text]) => (pool.test(text) ? inText(file, text, isAboutAttacks(manifest)) : [])),
};

function inText(file: string, text: string, isTaught: boolean): readonly Match[] {
	const isText = isDocument(file);
	const parts = isText
		? blocksOf(text).map(block => ({text: block.text, start: block.start, isShown: isLesson(block)}))
		: [{text, start: 0, isShown: false}];
	return parts.flatMap(part => {
		const match = pool.exec(part.text);
		const start = part.start + (match?.index ?? 0);
		const layer = isText ? ('instructions' as const) : ('code' as const);
		return match
			? [
					{
						rule: miner,
						file,
						layer,
						place: {start, end: start + match[0].length},
						detail: match[0].trim(),
						severity: part.isShown ? (isTaught ? ('low' as const) : ('medium' as const)) : miner.severity,
					},
				]
			: [];
	});
}
