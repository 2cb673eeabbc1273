/** The first and the last line of the screen. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, type Line, lineWidth, span, spread} from '../line.ts';
import type {ChatState} from '../store/chat-state.ts';
import {formatCount} from './quantities.ts';

export interface HeaderFacts {
	readonly project: string;
	readonly level: 1 | 2 | 3;
	readonly backend: string | null;
}

/** `skilllite · acme-site · deepseek-chat · level 3 · bwrap ✓`; what has no room is left out from the right. */
export function headerLine({model, phase}: ChatState, {project, level, backend}: HeaderFacts, glyphs: Glyphs, width: number): Line {
	const dot = span(` ${glyphs.dot} `, 'border');
	const levelTone = level === 3 ? 'good' : level === 2 ? 'plain' : 'bad';
	const parts: readonly Line[] = [
		[span('skilllite', 'heading')],
		[span(project, 'strong')],
		[span(model === '' ? (phase === 'starting' ? 'looking for a model' : 'no model') : model)],
		[span(level === 1 ? 'level 1: no sandbox' : `level ${level}`, levelTone)],
		...(backend === null || level === 1 ? [] : [[span(`${backend} ${glyphs.done}`, 'good')]]),
	];
	const line: Line[] = [];
	let used = 0;
	for (const part of parts) {
		const cells = lineWidth(part) + (line.length > 0 ? 3 : 0);
		if (line.length > 0 && used + cells > width) {
			break;
		}

		line.push(line.length > 0 ? [dot, ...part] : part);
		used += cells;
	}

	return cutLine(line.flat(), width, glyphs.more);
}

export interface StatusFacts {
	readonly remark: string;
	readonly below: number;
	/** A sign that turns while the agent is busy; empty where motion is not wanted. */
	readonly spinner: string;
	readonly isAsking: boolean;
	/** What a command does that takes longer. */
	readonly work: string | null;
	readonly running: string | null;
	/** Messages that wait for the end of the turn. */
	readonly queued: number;
}

/** What happens on the left, what it cost and the next key on the right. */
export function statusLine(
	chat: ChatState,
	{remark, below, spinner, isAsking, work, running, queued}: StatusFacts,
	glyphs: Glyphs,
	width: number,
): Line {
	const busy = (chat.phase !== 'idle' && chat.phase !== 'starting') || work !== null;
	const doing = isAsking ? 'waiting for your answer' : running !== null ? `running ${running}` : phaseWord(chat, work);
	const sign = isAsking || spinner === '' ? glyphs.running : spinner;
	const left: Line = [
		...(below > 0 ? [span(`${glyphs.down} ${below} new below  `, 'warning')] : []),
		...(remark !== '' ? [span(remark, 'warning')] : busy ? [span(`${sign} ${doing}`, 'accent')] : [span(doing, 'dim')]),
		...(queued > 0 ? [span(`  ${queued} queued`, 'dim')] : []),
	];
	const tokens = chat.inputTokens + chat.outputTokens;
	const share = chat.contextWindow === null ? 0 : Math.min(100, Math.round((chat.contextTokens / chat.contextWindow) * 100));
	const facts = [
		...(share > 0 ? [`ctx ${share} %`] : []),
		...(tokens > 0 ? [`${formatCount(tokens)} tok`] : []),
		...(chat.cost === null || chat.cost === 0 ? [] : [`$${chat.cost.toFixed(4)}`]),
		isAsking ? 'Esc no' : busy ? 'Esc stop' : '? keys',
	];
	return spread(left, [span(facts.join(` ${glyphs.dot} `), 'dim')], width);
}

function phaseWord({phase}: ChatState, work: string | null): string {
	switch (phase) {
		case 'starting':
			return work ?? 'starting';
		case 'thinking':
			return 'thinking';
		case 'answering':
			return 'answering';
		case 'running':
			return 'running';
		case 'idle':
			return work ?? 'ready';
	}
}
