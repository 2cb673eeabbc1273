/**
A person's afternoon in `suggest`: what they ask again and again becomes two skills. The first helps and stays, the second makes
no difference and is taken back. The person says of each answer whether it was right, and nothing else.
*/

import type {EvolutionWorld, Where} from './evolution-world.ts';
import {addUp, turnAround} from './scripting-model.ts';

export interface AfternoonSize {
	/** Tasks of each kind before anything is learnt. */
	readonly before: number;
	/** Tasks in each of the four sessions of the first trial. */
	readonly first: number;
	/** Sessions of the second trial, and tasks in each. */
	readonly second: readonly [sessions: number, each: number];
	readonly where: Where;
}

export interface Afternoon {
	readonly tasks: number;
	readonly right: number;
	/** What the shell said, command by command. */
	readonly transcript: readonly string[];
	readonly skills: {readonly kept: string; readonly undone: string};
}

interface Task {
	readonly message: string;
	readonly answer: string;
}

const vocabulary = 'ash birch cedar dill elm fern gorse hazel iris juniper kale lime maple nettle oak pine quince rose sage thyme'.split(
	' ',
);

export async function spendAfternoon(world: EvolutionWorld, {before, first, second, where}: AfternoonSize): Promise<Afternoon> {
	const transcript: string[] = [];
	let [tasks, right, count] = [0, 0, 0];

	async function shell(...words: readonly string[]): Promise<string> {
		const {stdout, stderr} = await world.evolution(...words);
		transcript.push(`$ skilllite evolution ${words.join(' ')}\n${stdout}${stderr}`.trimEnd());
		return stdout;
	}

	/** A conversation about these tasks. */
	async function work(some: readonly Task[]): Promise<void> {
		const talk = await world.talk(where);
		for (const {message, answer} of some) {
			const isRight = (await talk.says(message)).split(message).at(-1)?.includes(`It says ${answer}`) ?? false;
			await talk.says(isRight ? '/good' : '/bad');
			tasks += 1;
			right += isRight ? 1 : 0;
		}

		await talk.end();
	}

	/** Every second one is long. */
	function wordTask(): Task {
		count += 1;
		const words = Array.from({length: count % 2 === 0 ? 5 : 3}, (_, index) => vocabulary[(count * 7 + index) % vocabulary.length] ?? '');
		return {message: turnAround(words.join(' ')), answer: words.toReversed().join(' ')};
	}

	function numberTask(): Task {
		count += 1;
		const numbers = [count, count + 3, 2 * count];
		return {message: addUp(numbers.join(' ')), answer: String(numbers.reduce((sum, number) => sum + number, 0))};
	}

	/** Read what waits under a name, confirm it by its hash, and work in some sessions, of which half have it. */
	async function tryOut(name: string, task: () => Task, [sessions, each]: readonly [number, number]): Promise<string> {
		const found = (await world.json('status')).pending.find(({line}) => line === name);
		if (name === 'reverse-words') {
			await shell('show', found?.id ?? name);
		}

		await shell('confirm', found?.id ?? name, '--hash', found?.hash.replace('sha256:', '') ?? '');
		for (let session = 0; session < sessions; session++) {
			await work(Array.from({length: each}, task));
		}

		return found?.id ?? '';
	}

	for (const half of [Math.ceil(before / 2), Math.floor(before / 2)]) {
		// Short ones and long ones alternate: of words there are twice as many, half of which come out right.
		await work([...Array.from({length: 2 * half}, wordTask), ...Array.from({length: half}, numberTask)]);
	}

	await shell('run');
	const kept = await tryOut('reverse-words', wordTask, [4, first]);
	await shell('status');
	transcript.push('(fifteen days pass)');
	world.wait(15);
	await work([wordTask()]);
	await shell('explain', kept);
	const undone = await tryOut('sum-numbers', numberTask, second);
	await shell('status');
	await shell('rollback');
	await shell('verify');
	return {tasks, right, transcript, skills: {kept, undone}};
}
