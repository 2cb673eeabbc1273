/** Each bundled skill, on the samples of its own SKILL.md, keeps to the policy that it declares. */

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {packageRoot, scanAtRuntime, scanPath} from '../../sandbox/index.ts';
import {findSkill} from '../../source/skills/discover.ts';
import {samplesOf} from '../../source/skills/samples.ts';
import {createWorkspace} from './run-bundled.ts';

const files = {
	'sales.csv': 'region,amount\nnorth,10\nsouth,20\n',
	'data.json': '{"users": [{"name": "Ada"}]}',
	'data.csv': 'a,b\n1,2\n',
};

for (const name of readdirSync(join(packageRoot(), 'skills'))) {
	test(`${name} is ok to publish`, async () => {
		const dir = join(packageRoot(), 'skills', name);
		const [report] = await scanPath(dir);
		const samples = samplesOf(await findSkill(dir, {projectFolder: dir, extraFolders: []}));
		if (report === undefined || samples.length === 0) {
			// Read by the agent, not run.
			expect(name).toBe('writing-helper');
			return;
		}

		const {runtime} = await scanAtRuntime(report, {samples, workspace: createWorkspace(files)});
		expect(runtime).toMatchObject({verdict: 'ok', reasons: [], undeclared: [], lost: 0});
	});
}
