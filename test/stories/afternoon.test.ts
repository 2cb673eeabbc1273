import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type Afternoon, spendAfternoon} from './afternoon.ts';
import {evolutionWorld} from './evolution-world.ts';
import {scriptingModel} from './scripting-model.ts';

/** `npm run story:afternoon`: all of it, and its transcript into the documents. */
const isWhole = process.env.SKILLLITE_AFTERNOON === 'whole';
const size = isWhole
	? ({before: 4, first: 4, second: [4, 3], where: 'screen'} as const)
	: ({before: 3, first: 3, second: [2, 1], where: 'lines'} as const);

test('an afternoon in `suggest`: what helps stays with its effect, what does not is taken back, and all of it explains itself', {
	timeout: 900_000,
}, async () => {
	const world = await evolutionWorld(scriptingModel, {'notes.txt': 'mine\n'});
	const afternoon = await spendAfternoon(world, size);
	const {kept, undone} = afternoon.skills;
	const {active, canary, pending} = await world.json('status');
	expect({active, canary, pending}).toMatchObject({canary: null, active: [{id: kept, line: 'reverse-words'}]});
	const each = 2 * size.first;
	const [, solved, known] = /^(\d+)\/(\d+) with it, \d+\/\d+ without: \+\d+ points \[/.exec(active[0]?.effect ?? '') ?? [];
	expect({solved, known}).toEqual({solved: String(each), known: String(each)});
	expect((await world.evolution('explain', kept)).stdout).toMatch(/effect .* with it[\s\S]*trial of .* passed/);
	expect((await world.evolution('log')).stdout).toContain(`trial of ${undone} ended (user)`);
	expect(await world.evolution('verify')).toMatchObject({code: 0});
	expect(readdirSync(world.place.project)).toEqual(['notes.txt']);
	expect(readFileSync(join(world.place.project, 'notes.txt'), 'utf8')).toBe('mine\n');
	if (isWhole) {
		writeFileSync(new URL('../../docs/arena/afternoon.md', import.meta.url), page(afternoon));
	}
});

function page({tasks, right, transcript}: Afternoon): string {
	return `# An afternoon in \`suggest\`

Written by \`npm run story:afternoon\`: the built program in a real terminal, a scripted model behind real HTTP, skills in the real
sandbox. A person asks two kinds of things, ${tasks} times in all, gets ${right} right answers, and says of each \`/good\` or \`/bad\`. The model
loses the first of four words and more; the skill drafted from its own good programs does not. Adding up it always gets right,
so that the second skill can make no difference, and is taken back.

The fifteen days are a trial that is dated back, the one thing here that is not as it was. The model is scripted, so nothing here says how much a real one gains; it shows that what is claimed is what was counted.

~~~~
${transcript.join('\n\n')}
~~~~
`;
}
