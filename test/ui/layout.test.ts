import {expect, test} from 'vitest';
import {layoutOf, tierOf} from '../../source/ui/layout.ts';

test.each([
	[120, 40, 'wide'],
	[110, 40, 'wide'],
	[109, 40, 'medium'],
	[80, 24, 'medium'],
	[79, 24, 'narrow'],
	[40, 12, 'narrow'],
	[39, 40, 'tiny'],
	[120, 11, 'tiny'],
] as const)('%i×%i is %s', (columns, rows, tier) => {
	expect(tierOf(columns, rows)).toBe(tier);
});

test('the parts add up to the screen, whatever is asked for', () => {
	for (const columns of [40, 79, 80, 109, 110, 200]) {
		for (const rows of [12, 24, 60]) {
			for (const reviewRows of [0, 8, 500]) {
				for (const editorRows of [1, 50]) {
					const layout = layoutOf({columns, rows, panel: null, editorRows, reviewRows});
					expect(4 + layout.bodyRows + layout.reviewRows + layout.editorRows).toBe(rows);
					expect(layout.mainWidth + layout.sideWidth).toBe(columns);
					expect(layout.bodyRows).toBeGreaterThanOrEqual(1);
				}
			}
		}
	}
});
