/** Whether the model keeps a list of tasks: as it sees fit, from the start of every request, or not at all. */

export type PlanMode = 'auto' | 'always' | 'never';

/** The modes as a person names them. */
export const planWords = {auto: 'auto', on: 'always', off: 'never'} as const satisfies Readonly<Record<string, PlanMode>>;

/** What the system prompt says of it; empty where the tool's own words suffice. */
export function planRule(mode: PlanMode): string {
	return mode === 'always'
		? 'Begin every request with a plan: call update_plan with its tasks before any other tool, and keep it up to date.'
		: '';
}

const remarks: Readonly<Record<PlanMode, string>> = {
	auto: '[Keep a list of tasks with update_plan only when this needs three or more steps.]',
	always: '[Begin this with a plan: call update_plan before any other tool.]',
	never: '[Do this without update_plan.]',
};

/**
The message as the model reads it, where the person chose a mode after the session began. The system prompt and the tools stay
as they were, so that what an endpoint has cached of them stays valid.
*/
export function messageWithPlan(text: string, mode: PlanMode | null): string {
	return mode === null ? text : `${remarks[mode]}\n\n${text}`;
}

/** The mode beside a message in a transcript; null for none. */
export function planOf(value: unknown): PlanMode | null {
	return value === 'auto' || value === 'always' || value === 'never' ? value : null;
}
