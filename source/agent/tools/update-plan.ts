import type {PlanTask} from '../../core/events.ts';
import type {AgentTool} from '../agent-tool.ts';
import {createOwnTool, failedResult, textResult} from './own-tool.ts';

const states = ['pending', 'active', 'done', 'dropped'] as const;
const mostTasks = 30;

/** The model's task list; each call gives the whole list anew. */
export function createUpdatePlan(): AgentTool {
	return createOwnTool({
		name: 'update_plan',
		description: 'Keep a short list of tasks when a request needs three or more steps. Send the whole list each time; one task is active.',
		properties: {
			tasks: {
				type: 'array',
				items: {
					type: 'object',
					properties: {id: {type: 'string'}, title: {type: 'string'}, status: {type: 'string', enum: states}},
					required: ['id', 'title', 'status'],
				},
			},
		},
		faultLabel: 'core',
		required: ['tasks'],
		async run({tasks}, {emit}) {
			const list = Array.isArray(tasks)
				? tasks.filter(isTask).map(({id, title, status}) => ({id, title: title.slice(0, 200), status}))
				: [];
			if (new Set(list.map(({id}) => id)).size !== list.length || list.length > mostTasks) {
				return failedResult(`A plan has at most ${mostTasks} tasks, each with an id of its own.`, 'core');
			}

			emit({type: 'plan.update', tasks: list});
			const left = list.filter(({status}) => status === 'pending' || status === 'active').length;
			return textResult(`${list.length} tasks, ${left} left.`, 'core');
		},
	});
}

function isTask(value: unknown): value is PlanTask {
	if (typeof value !== 'object' || value === null || !('id' in value) || !('title' in value) || !('status' in value)) {
		return false;
	}

	const {id, title, status} = value;
	return typeof id === 'string' && typeof title === 'string' && states.some(state => state === status);
}
