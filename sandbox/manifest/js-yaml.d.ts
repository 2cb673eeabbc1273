/** The few parts of js-yaml 3 (CommonJS, without types of its own) that `yaml.ts` uses. */
declare module 'js-yaml' {
	class Schema {
		constructor(definition: {include?: readonly Schema[]; implicit?: readonly Type[]});
	}
	class Type {
		constructor(tag: string, options: {kind: 'scalar'; resolve: (data: string | null) => boolean; construct: () => unknown});
	}
	/** Of the parser: where it is, and at a `close` the value that it has made. */
	interface State {
		readonly line: number;
		readonly result: unknown;
	}
	const yaml: {
		readonly FAILSAFE_SCHEMA: Schema;
		readonly Schema: typeof Schema;
		readonly Type: typeof Type;
		safeLoad(text: string, options: {schema: Schema; listener?: ((event: 'open' | 'close', state: State) => void) | null}): unknown;
	};
	export default yaml;
}
