import {testPairs} from './pairs.ts';

const entries = '{"version": 1, "suppressions": [{"id": "SL-PROC-002", "evidence": "sha256:00"}]}';

testPairs({
	'is a baseline where ours is kept': {
		id: 'SL-BASELINE-001',
		attack: {'.skilllite/baseline.json': '{}'},
		honest: {'data/baseline.json': '{"height": 4}'},
		verdict: 'clean',
	},
	'is a baseline under another name': {
		id: 'SL-BASELINE-001',
		attack: {'settings.json': entries},
		honest: {'settings.json': '{"suppressions": ["tooltips"]}'},
	},
});
