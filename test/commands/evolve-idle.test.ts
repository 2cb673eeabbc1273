import {expect, test, vi} from 'vitest';
import {createIdleRun} from '../../source/commands/idle-run.ts';
import {evolveIdle} from '../../source/commands/evolve-idle.ts';
import {findProject} from '../../source/core/paths.ts';
import {projectStoreFolder} from '../../source/core/project-store.ts';
import {createCallStore} from '../../source/evolution/drafts/call-store.ts';
import {replaysFolder} from '../../source/evolution/miner/recordings.ts';
import {openProjectEvolution} from '../../source/evolution/project-evolution.ts';
import {createPlanner} from '../../source/model/planner/planner.ts';
import {temporaryHome} from '../agent/temporary-home.ts';
import {wordCounts} from '../evolution/drafts/calls.ts';
import {makeFolder} from '../sandbox/folders.ts';

temporaryHome();

test('it runs after a rest that is long enough, once, and a turn ends it', async () => {
	vi.useFakeTimers();
	const signals: AbortSignal[] = [];
	const idle = createIdleRun(600_000, async signal => void signals.push(signal));
	idle.rest();
	await vi.advanceTimersByTimeAsync(599_000);
	idle.busy();
	await vi.advanceTimersByTimeAsync(10_000_000);
	expect(signals).toEqual([]);
	idle.rest();
	await vi.advanceTimersByTimeAsync(10_000_000);
	expect(signals.map(({aborted}) => aborted)).toEqual([false]);
	idle.busy();
	expect(signals.map(({aborted}) => aborted)).toEqual([true]);
	idle.rest();
	idle.close();
	await vi.advanceTimersByTimeAsync(10_000_000);
	expect(signals).toHaveLength(1);
	vi.useRealTimers();
});

test('what was recorded becomes a tested suggestion and one line; below `suggest` and after an end nothing', async () => {
	const project = findProject(makeFolder());
	const calls = createCallStore(replaysFolder(projectStoreFolder(project)));
	for (const call of wordCounts) {
		calls.add({...call, ts: new Date().toISOString()});
	}

	const evolution = openProjectEvolution(project);
	const cycle = (signal: AbortSignal) => evolveIdle({project, evolution, settings: {skillFolders: []}, model: createPlanner(), signal});
	evolution.setMode('observe');
	expect(await cycle(AbortSignal.timeout(250_000))).toBe(null);
	evolution.setMode('suggest');
	expect(await cycle(AbortSignal.abort())).toBe(null);
	expect(evolution.pending()).toEqual([]);
	expect(await cycle(AbortSignal.timeout(250_000))).toBe('Evolution has a new suggestion for you: F2, or /evolution.');
	expect(evolution.state()).toMatchObject({canary: null, pending: [{kind: 'skill', isTested: true}]});
	expect(await cycle(AbortSignal.timeout(250_000))).toBe(null);
});
