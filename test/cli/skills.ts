/** Tiny skills as files, for `createPlace`. */

/** A Python skill of a name: its front matter beside name and description, and its script. */
export function pythonSkill(name: string, script: string, frontMatter = '', body = ''): Readonly<Record<string, string>> {
	return {
		[`.skills/${name}/SKILL.md`]: `---\nname: ${name}\ndescription: A skill of the tests.\n${frontMatter}---\n\n# ${name}\n${body}`,
		[`.skills/${name}/scripts/main.py`]: script,
	};
}

/** Prints its input back. */
export const echo = pythonSkill(
	'echo',
	'import json, sys\nprint(json.dumps({"got": json.load(sys.stdin)}))\n',
	'',
	'\n## Input Parameters\n\n- `text` (string, required): What to print.\n',
);

/** Says that it started, then waits for longer than any test. */
export const sleeper = pythonSkill('sleeper', 'import sys, time\nprint("started", file=sys.stderr, flush=True)\ntime.sleep(60)\n');

/** Asks for a host, so that a person must consent. */
export const asker = pythonSkill('asker', 'print("ran")\n', 'security_policy:\n  network:\n    allow: ["api.example.com:443"]\n');
