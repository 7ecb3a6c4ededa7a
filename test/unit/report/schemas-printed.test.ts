/**
 * What is printed whole, as it is in the model, has in the model just the names and types of its schema. The compiler checks
 * it: `npm run types`. Of what is printed name by name, a renderer's type says the same.
 */

import { expectTypeOf, test } from 'vitest';
import type { Diagnostic, Source } from '../../../src/model/diagnostic.ts';
import type { Change, Plan, PlanSummary } from '../../../src/model/plan.ts';
import type {
  CallResult,
  Comparison,
  ExpectationResult,
  ReadingEffect,
  RoutingImpact,
  SimulationResult,
} from '../../../src/model/simulation.ts';
import type { StateDocument, StateResource } from '../../../src/model/state.ts';
import type { ApplyEvent, StepFailure } from '../../../src/model/step.ts';
import type {
  PrintedComparison,
  PrintedSimulation,
  PrintedTests,
} from '../../../src/report/schemas/dry-run.ts';
import type { PrintedEvent } from '../../../src/report/schemas/events.ts';
import type { PrintedDiagnostic, PrintedSource } from '../../../src/report/schemas/parts.ts';
import type { PrintedPlan } from '../../../src/report/schemas/plan.ts';
import type { PrintedState } from '../../../src/report/schemas/state.ts';

type EventOf<T extends string> = Extract<PrintedEvent, { type: T }>;

test('what is printed whole is what its schema describes', () => {
  expectTypeOf<PrintedSource>().toEqualTypeOf<Source>();
  expectTypeOf<PrintedDiagnostic>().toEqualTypeOf<Omit<Diagnostic, 'standsFor'>>();
  expectTypeOf<keyof PrintedState>().toEqualTypeOf<keyof StateDocument>();
  expectTypeOf<PrintedState['resources'][string]>().toEqualTypeOf<StateResource>();
  type Whole<P> = Omit<P, 'changes' | 'diagnostics' | 'summary'>;
  expectTypeOf<Whole<PrintedPlan>>().toEqualTypeOf<Whole<Plan>>();
  expectTypeOf<keyof PrintedPlan['summary']>().toEqualTypeOf<keyof PlanSummary>();
  expectTypeOf<Omit<PrintedPlan['changes'][number], 'reason'>>().toEqualTypeOf<Omit<Change, 'reason'>>();
});

test('what dry runs found has the names of its schemas', () => {
  type Printed<T> = Omit<T, 'diagnostics' | 'calls'>;
  expectTypeOf<Printed<Omit<PrintedSimulation, 'readings_tried'>>>().toEqualTypeOf<
    Printed<Omit<SimulationResult, 'timeline'>>
  >();
  // The steps of a trace have details besides, which the schema leaves open.
  type PrintedCall = NonNullable<PrintedSimulation['calls']>[number];
  expectTypeOf<Omit<PrintedCall, 'steps'>>().toEqualTypeOf<Omit<CallResult, 'steps'>>();
  expectTypeOf<NonNullable<PrintedSimulation['readings_tried']>>().toEqualTypeOf<ReadingEffect[]>();
  expectTypeOf<NonNullable<PrintedPlan['routing']>>().toEqualTypeOf<RoutingImpact[]>();
  expectTypeOf<Omit<PrintedComparison, 'before' | 'after'>>().toEqualTypeOf<
    Omit<Comparison, 'before' | 'after'>
  >();
  type PrintedExpectation = PrintedTests['scenarios'][number]['expectations'][number];
  expectTypeOf<keyof PrintedExpectation>().toEqualTypeOf<keyof ExpectationResult>();
});

test('every event of an apply is one of the schema, with a failure and counts as they are', () => {
  expectTypeOf<Exclude<PrintedEvent['type'], 'version' | 'diagnostic'>>().toEqualTypeOf<ApplyEvent['type']>();
  expectTypeOf<keyof EventOf<'step_failed'>['error']>().toEqualTypeOf<keyof StepFailure>();
  expectTypeOf<EventOf<'summary'>['summary']>().toEqualTypeOf<
    Extract<ApplyEvent, { type: 'summary' }>['summary']
  >();
});
