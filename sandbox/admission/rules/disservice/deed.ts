/** An order that works against the person whose agent it is given to, told as style, policy or convenience. */

import type {Rule} from '../../findings.ts';
import type {Pattern} from '../../instructions/phrase.ts';

export interface Deed {
	readonly rule: Rule;
	/** What is done, as the finding says it. */
	readonly what: string;
	readonly orders: readonly Pattern[];
	/** Only where the way it is to be done shows that it is not meant well: most of these have honest uses. */
	readonly needsManner?: boolean;
	/** That it is not seen is the deed, and makes it no worse. */
	readonly isHiding?: boolean;
	/** In the same sentence, what makes it honest. */
	readonly unless?: RegExp;
	/** In the description of the skill, what the person has chosen it for. */
	readonly purpose?: RegExp;
}

const base: Omit<Rule, 'id' | 'class' | 'message' | 'remedy'> = {severity: 'high', references: ['ASI09', 'LLM06']};

/** A rule of this family. */
export function disservice(number: string, of: string, message: string, remedy: string): Rule {
	return {...base, id: `SL-DISSERVICE-${number}`, class: of, message, remedy};
}
