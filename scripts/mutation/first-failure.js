/**
 * A property that fails has noticed the mutant; nobody reads its smallest counterexample. One that still holds after a fifth of a second
 * is left: each mutant that nothing notices would take all of them, of each property.
 */

import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true, interruptAfterTimeLimit: 200 });
