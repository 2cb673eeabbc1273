import {expect, test} from 'vitest';
import {compatibilityPackages} from '../../../../sandbox/admission/supply-chain/compatibility.ts';

test.each([
	['Requires Python 3.x with requests, pandas>=2 and network access', ['requests', 'pandas>=2']],
	['Requires Python 3.9+ with PyYAML for the generator.', ['pyyaml']],
	['Python 3.10+, numpy, scipy>=1.11', ['numpy', 'scipy>=1.11']],
	['Requires requests and pandas (Python 3)', ['requests', 'pandas']],
	['Requires Python 3.9+ and an installed warp-lang package.', ['warp-lang']],
	['Node.js 20+ with sharp^0.33 and express', ['sharp^0.33', 'express']],
	['Requires Python 3.x with playwright (pip install playwright)', ['playwright']],
	['Requires Python 3 with urllib and json', []],
	['Requires git, docker, jq, and access to the internet', []],
	['Designed for Claude Code (or similar products)', []],
	['Requires Python 3.14+ and uv', []],
	['Requires Python 3.8 or newer on Linux', []],
	['Requires Node.js', []],
	['', []],
] as const)('finds the packages of: %s', (text, expected) => {
	expect(compatibilityPackages(text).map(({name, requirement}) => name + requirement.text)).toEqual(expected);
});
