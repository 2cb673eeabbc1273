import {expect, test} from 'vitest';
import {ecosystems} from '../../../../sandbox/admission/supply-chain/dependency.ts';
import {hasLookAlikeCapital, resembledName} from '../../../../sandbox/admission/supply-chain/near-names.ts';
import {popularNames} from '../../../../sandbox/admission/supply-chain/popular-names.ts';

test.each([
	['PyPI', 'reqeusts', 'requests'],
	['PyPI', 'requessts', 'requests'],
	['PyPI', 'pandsa', 'pandas'],
	['PyPI', 'numpyy', 'numpy'],
	['PyPI', 'tensorfow', 'tensorflow'],
	['PyPI', 'opencv-pyhton', 'opencv-python'],
	['PyPI', 'scikitlearn', 'scikit-learn'],
	['PyPI', 'python-dateutils', 'python-dateutil'],
	['npm', 'expres', 'express'],
	['npm', 'loadsh', 'lodash'],
	['npm', 'eslint-plugin-reat', 'eslint-plugin-react'],
	['npm', '@bable/core', '@babel/core'],
	['npm', 'chalkk', 'chalk'],
] as const)('in %s %s looks like %s', (ecosystem, name, popular) => {
	expect(resembledName(ecosystem, name)).toBe(popular);
});

test('no widely used package looks like another', () => {
	const found = ecosystems.flatMap(ecosystem => [...popularNames(ecosystem)].filter(name => resembledName(ecosystem, name) !== undefined));
	expect(found).toEqual([]);
	for (const ecosystem of ecosystems) {
		expect([...popularNames(ecosystem)].length).toBeGreaterThan(300);
	}
});

// Real packages that are near a widely used name, or of its family.
test.each([
	['PyPI', 'types-toml'],
	['PyPI', 'pytest-csv'],
	['PyPI', 'psycopg3'],
	['PyPI', 'urllib4'],
	['PyPI', 'pydicom-seg'],
	['PyPI', 'langchain-groq'],
	['PyPI', 'tensorflow-cpu'],
	['PyPI', 'warp-lang'],
	['PyPI', 'trailmark'],
	['PyPI', 'fluidsim'],
	['npm', '@types/nodemailer'],
	['npm', 'babel-code'],
	['npm', 'react-dom-confetti'],
	['npm', 'create-vite'],
	['npm', 'ws2'],
	['npm', 'mermaid-cli'],
] as const)('in %s %s is its own name', (ecosystem, name) => {
	expect(resembledName(ecosystem, name)).toBeUndefined();
});

test('a capital that passes for another letter shows', () => {
	expect(hasLookAlikeCapital('todoist-cIi-helper')).toBe(true);
	expect(hasLookAlikeCapital('JSONStream')).toBe(false);
	expect(hasLookAlikeCapital('todoist-cli-helper')).toBe(false);
});
