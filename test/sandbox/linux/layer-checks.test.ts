import {expect, test} from 'vitest';
import type {Layers} from '../../../sandbox/envelope.ts';
import type {Capabilities} from '../../../sandbox/linux/capabilities.ts';
import type {HostFacts} from '../../../sandbox/linux/host-facts.ts';
import {bubblewrapCheck, layerChecks, layersWithoutRun} from '../../../sandbox/linux/layer-checks.ts';

const facts: HostFacts = {
	osRelease: 'ID=debian\n',
	isRoot: false,
	platform: 'linux',
	kernel: '6.12.0-amd64',
	settings: {max_user_namespaces: '63000', unprivileged_userns_clone: '', apparmor_restrict_unprivileged_userns: ''},
	modules: ['landlock', 'yama'],
	isSelinuxEnforcing: false,
	container: undefined,
	bubblewrap: {path: '/usr/bin/bwrap', isSetuid: false},
};
const layers: Layers = {userns: true, seccomp: true, landlock: 7, cgroup: 'v2', notify: true};
const bwrap: Capabilities = {backend: 'bwrap', bubblewrap: '/usr/bin/bwrap', features: {disableUserns: true, size: true}, notify: true};

test('with every layer in force all pass and nothing is to be done', () => {
	const checks = layerChecks(layers, bwrap, facts);
	expect(checks.map(({name, state, remedy}) => [name, state, remedy])).toEqual(
		['backend', 'namespaces', 'seccomp', 'denial records', 'landlock', 'cgroup'].map(name => [name, 'pass', null]),
	);
});

test('a weaker backend names its gaps, and why there are no namespaces with the remedy', () => {
	const because = {cause: 'bubblewrap is not installed', remedy: 'Install it with: sudo apt-get install -y bubblewrap'};
	const checks = layerChecks({...layers, userns: false}, {backend: 'landlock', notify: true, because}, facts);
	expect(checks[0]).toMatchObject({name: 'backend', state: 'warn', detail: expect.stringMatching(/^landlock: .*no network/)});
	expect(checks[1]).toEqual({name: 'namespaces', state: 'warn', detail: because.cause, remedy: because.remedy});
});

test.each([
	[{notify: false}, 'denial records', 'warn', /Linux 5\.6/],
	[{landlock: false}, 'landlock', 'warn', /^Start the kernel with: lsm=landlock,yama$/],
	[{cgroup: false}, 'cgroup', 'warn', /systemd-run/],
] satisfies [Partial<Layers>, string, string, RegExp][])('without %j the layer %s is a %s with its remedy', (off, name, state, remedy) => {
	const checks = layerChecks({...layers, ...off}, bwrap, {...facts, modules: ['yama']});
	expect(checks.find(check => check.name === name)).toMatchObject({state, remedy: expect.stringMatching(remedy)});
	expect(checks.filter(check => check.state !== 'pass')).toHaveLength(1);
});

test('without the system-call filter nothing is well', () => {
	expect(layerChecks({...layers, seccomp: false}, bwrap, facts).find(({name}) => name === 'seccomp')?.state).toBe('fail');
});

test('where nothing ran, the kernel is asked, and what it does not say is not claimed', () => {
	const off = {...facts, settings: {...facts.settings, max_user_namespaces: '0'}, modules: ['yama']};
	expect(layersWithoutRun(off).map(({name, state}) => [name, state])).toEqual([
		['namespaces', 'fail'],
		['landlock', 'warn'],
		['seccomp', 'skip'],
		['cgroup', 'skip'],
	]);
	expect(layersWithoutRun(off)[0]?.remedy).toBe('Allow them: sudo sysctl -w user.max_user_namespaces=15000');
	expect(layersWithoutRun(facts).map(({state}) => state)).toEqual(['skip', 'pass', 'skip', 'skip']);
	const restricted = {...facts, settings: {...facts.settings, apparmor_restrict_unprivileged_userns: '1'}};
	expect(layersWithoutRun(restricted)[0]?.detail).toMatch(/AppArmor/);
});

test.each<[string, Capabilities | undefined, Partial<HostFacts>, string, RegExp, string | null]>([
	['all it should have', bwrap, {}, 'pass', /^bubblewrap 0\.8\.0 at \/usr\/bin\/bwrap$/, null],
	[
		'no --size and no --disable-userns',
		{...bwrap, features: {disableUserns: false, size: false}},
		{},
		'warn',
		/system-call filter alone.*watched folder/,
		'sudo apt-get install -y --only-upgrade bubblewrap',
	],
	[
		'a set-user-ID bit',
		bwrap,
		{bubblewrap: {path: '/usr/bin/bwrap', isSetuid: true}},
		'warn',
		/set-user-ID/,
		'sudo chmod u-s /usr/bin/bwrap',
	],
	['no run to know it by', undefined, {}, 'pass', /0\.8\.0/, null],
])('a bubblewrap with %s', (_name, capabilities, special, state, detail, remedy) => {
	const check = bubblewrapCheck('bubblewrap 0.8.0', '/usr/bin/bwrap', capabilities, {...facts, ...special});
	expect(check).toMatchObject({state, detail: expect.stringMatching(detail), remedy});
});
