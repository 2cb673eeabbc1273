import {globSync} from 'node:fs';
import {join} from 'node:path';
import {defineConfig} from 'vitest/config';
import {mayShareProcess} from './isolation.ts';

const root = join(import.meta.dirname, '..');
const files = globSync('test/**/*.test.{ts,tsx}', {cwd: root}).filter(path => !path.startsWith('test/fixtures/'));
const shared = files.filter(path => mayShareProcess(join(root, path)));

const common = {
	root,
	// A busy machine takes many times as long as an idle one; what waits for a condition goes on as soon as it holds.
	testTimeout: 120_000,
	hookTimeout: 120_000,
	expect: {poll: {timeout: 60_000, interval: 20}},
	pool: 'forks',
} as const;

export default defineConfig({
	test: {
		root,
		maxWorkers: 2,
		reporters: ['default'],
		// In the order of their names: first what takes long.
		projects: [
			{test: {...common, name: 'apart', include: files.filter(path => !shared.includes(path)), globalSetup: ['test/global-setup.ts']}},
			{test: {...common, name: 'shared', include: shared, isolate: false, setupFiles: ['test/unchanged-process.ts']}},
		],
	},
});
