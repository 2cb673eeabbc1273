import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		root: new URL('..', import.meta.url).pathname,
		include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
		exclude: ['**/node_modules/**', 'test/fixtures/**'],
		globalSetup: ['test/global-setup.ts'],
		// A busy machine takes many times as long as an idle one; what waits for a condition goes on as soon as it holds.
		testTimeout: 300_000,
		hookTimeout: 300_000,
		expect: {poll: {timeout: 60_000, interval: 20}},
		pool: 'forks',
		maxWorkers: 2,
		reporters: ['default'],
	},
});
