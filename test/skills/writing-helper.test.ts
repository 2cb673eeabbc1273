import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {packageRoot} from '../../sandbox/index.ts';
import {findSkill} from '../../source/skills/discover.ts';
import {createWorkspace} from './run-bundled.ts';

test('is text alone, short enough to be loaded whole, and links to every guide that it brings', async () => {
	const skill = await findSkill('writing-helper', {projectFolder: createWorkspace(), extraFolders: []});
	expect(skill).toMatchObject({kind: 'prompt-only', scripts: [], problem: null});
	const guides = readdirSync(join(packageRoot(), 'skills/writing-helper/references'));
	const linked = [...(skill.manifest?.body ?? '').matchAll(/\]\(references\/([^)]+)\)/g)].map(match => match[1]);
	expect(linked.toSorted()).toEqual(guides.toSorted());
	for (const guide of guides) {
		expect(readFileSync(join(skill.dir, 'references', guide), 'utf8').split('\n').length).toBeLessThan(80);
	}
});
