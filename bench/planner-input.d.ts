import type { PlanInput } from '../src/plan/planner.ts';

export function planInput(objects: number): PlanInput;
