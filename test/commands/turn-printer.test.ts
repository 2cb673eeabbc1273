import {expect, test} from 'vitest';
import type {Output} from '../../source/commands/output.ts';
import {createPlainPrinter} from '../../source/commands/turn-printer.ts';
import type {TurnEventBody} from '../../source/core/events.ts';
import {noProgress} from '../../source/core/progress.ts';
import {createStyle} from '../../source/core/terminal.ts';
import {event, result, toolCall} from '../ui/store/events.ts';

function printed(labelled: boolean): string {
	let text = '';
	const style = createStyle(false);
	const unused = () => {
		throw new Error('plain lines need no JSON');
	};
	const output: Output = {
		json: false,
		quiet: false,
		verbose: false,
		style,
		dataStyle: style,
		data(part) {
			text += part;
		},
		document: unused,
		line: unused,
		note(line) {
			text += `${line}\n`;
		},
		warn: unused,
		progress: noProgress,
	};
	const printer = createPlainPrinter(output, {level: 3, live: true, labelled});
	const events = [
		event({type: 'step.start', step: 1}),
		event({type: 'text.delta', text: 'Let me '}),
		event({type: 'text.delta', text: 'see.'}),
		...toolCall('1', 'hello'),
		...toolCall('2', '', false),
		...toolCall('3', '').map(({v, seq, ts, session, turn, ...body}) => event({type: 'nested', id: '3', event: body as TurnEventBody})),
		event({type: 'text.delta', text: 'It is 4.'}),
		event({type: 'turn.end', result}),
	];
	events.forEach(printer.event);
	return text;
}

test('says for a screen reader whose each line is', () => {
	expect(printed(true).split('\n').slice(0, 5)).toEqual([
		'Agent: Let me see.',
		'Tool echo: done in 310 ms',
		'Tool echo: failed (wall) in 310 ms',
		'  Helper: echo text=hello n=2: done',
		'Agent: It is 4.',
	]);
});

test('has no labels elsewhere', () => {
	expect(printed(false)).not.toMatch(/Agent:|Tool echo|Helper/);
	expect(printed(false)).toContain('\n  echo text=hello n=2: done\n');
});
