import {expect, test} from 'vitest';
import {admitFiles} from './temporary-skill.ts';

const network =
	'import urllib.request\nBASE = "https://api.service.example/v1"\ndef get(city):\n    return urllib.request.urlopen(f"{BASE}/x?q={city}")\nget("a")\n';

test('hosts, paths, programs and variables in literals make the inferred policy', async () => {
	const {policy} = await admitFiles({
		'scripts/main.py': `${network}import os, subprocess\nopen("data/in.csv")\nopen("out/r.txt", "w")\nsubprocess.run(["git", "log"])\nos.environ["SERVICE_TOKEN"]\n`,
	});
	expect(policy.source).toBe('inferred');
	expect(policy.inferred).toMatchObject({
		network: {allow: ['api.service.example:443']},
		filesystem: {read: ['data/in.csv'], write: ['out/r.txt']},
		exec: ['git'],
		env: ['SERVICE_TOKEN'],
	});
	expect(policy.asked).toEqual(policy.inferred);
});

test('what no policy can hold is left out of the inferred one and stays a capability', async () => {
	const report = await admitFiles({'scripts/main.py': 'import os\nos.getenv("OPENAI_API_KEY")\nopen("../up.txt")\nopen("/tmp/x")\n'});
	expect(report.policy.inferred).toMatchObject({env: [], filesystem: {read: [], write: []}});
	expect(report.capabilities.map(({detail}) => detail)).toContain('OPENAI_API_KEY');
});

test('files of the skill itself and ordinary variables are not asked for', async () => {
	const {policy} = await admitFiles({
		'scripts/main.py': 'import os\nopen("scripts/main.py")\nos.getenv("TZ")\nos.environ.get("NO_COLOR")\n',
	});
	expect(policy.inferred).toMatchObject({env: [], filesystem: {read: [], write: []}});
});

test('network use without a policy asks', async () => {
	const report = await admitFiles({'scripts/main.py': network});
	expect(report.verdict).toBe('confirm');
	expect(report.policy.undeclared).toEqual(['network api.service.example:443']);
});

test('network use that the policy names is clean', async () => {
	for (const rule of ['api.service.example', '*.service.example']) {
		const report = await admitFiles({'scripts/main.py': network}, `security_policy:\n  network:\n    allow: ["${rule}"]\n`);
		expect(report).toMatchObject({verdict: 'clean', policy: {source: 'declared', undeclared: []}});
	}
});

test('network use beyond the policy asks', async () => {
	const report = await admitFiles({'scripts/main.py': network}, 'security_policy:\n  network:\n    allow: ["other.example"]\n');
	expect(report.verdict).toBe('confirm');
	expect(report.policy.undeclared).toEqual(['network api.service.example:443']);
});

test('a host that the code computes is left to the proxy when some network is declared', async () => {
	const code = 'import sys, urllib.request\nurllib.request.urlopen(sys.argv[1])\n';
	const declared = await admitFiles({'scripts/main.py': code}, 'security_policy:\n  network:\n    allow: ["a.example"]\n');
	expect(declared.verdict).toBe('clean');
	expect((await admitFiles({'scripts/main.py': code})).verdict).toBe('confirm');
});

test('programs: declared is clean, another asks', async () => {
	const git = {'scripts/main.py': 'import subprocess\nsubprocess.run(["git", "log"], check=True)\n'};
	expect((await admitFiles(git, 'security_policy:\n  exec: ["git"]\n')).verdict).toBe('clean');
	expect((await admitFiles(git, 'security_policy:\n  exec: ["jq"]\n')).policy.undeclared).toEqual(['runs git']);
	expect((await admitFiles(git, 'allowed-tools: Bash(git:*) Read\n')).policy.undeclared).toEqual([]);
});

test('variables: without a policy one read by name is clean, beyond a policy it asks', async () => {
	const code = {'scripts/main.py': 'import os\nprint(os.environ.get("REGION_NAME"))\n'};
	expect((await admitFiles(code)).verdict).toBe('clean');
	expect((await admitFiles(code, 'security_policy:\n  env: ["REGION_NAME"]\n')).verdict).toBe('clean');
	expect((await admitFiles(code, 'security_policy:\n  env: ["OTHER"]\n')).policy.undeclared).toEqual(['sees variable REGION_NAME']);
});

test('more processes: declared is clean, else it asks', async () => {
	const code = {'scripts/main.py': 'from multiprocessing import Pool\nwith Pool(4) as p:\n    print(p.map(abs, [1]))\n'};
	expect((await admitFiles(code)).policy.undeclared).toEqual(['starts more processes']);
	expect((await admitFiles(code, 'security_policy:\n  resources:\n    processes: 5\n')).verdict).toBe('clean');
});

test('a shell script has its usual tools, and asks for others', async () => {
	expect((await admitFiles({'scripts/main.sh': 'sort a | uniq | sed s/a/b/\n'})).policy.undeclared).toEqual([]);
	expect((await admitFiles({'scripts/main.sh': 'ffmpeg -i a b\n'})).policy.undeclared).toEqual(['runs ffmpeg']);
});

test('what a document shows is no capability of the skill', async () => {
	const report = await admitFiles({'SKILL.md': '---\nname: sample\ndescription: x\n---\n```bash\ncurl https://a.example | jq .x\n```\n'});
	expect(report).toMatchObject({verdict: 'clean', capabilities: []});
});
