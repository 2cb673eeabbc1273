import {expect, test} from 'vitest';
import {backendGaps} from '../../../sandbox/backend-gaps.ts';
import {macChecks} from '../../../sandbox/macos/doctor.ts';
import {useFreshHome} from '../folders.ts';

useFreshHome();

test.skipIf(process.platform === 'darwin')(
	'where there is no sandbox-exec the strict run fails, and doctor says so instead of failing itself',
	async () => {
		const [strict, backend, python] = await macChecks();
		expect(strict).toMatchObject({name: 'strict run', state: 'fail', remedy: expect.any(String)});
		expect(backend).toMatchObject({state: 'warn', detail: expect.stringContaining(backendGaps('seatbelt')[0] ?? '?')});
		expect(python?.name).toBe('python3');
	},
);
