import type { StateSettings } from '../../model/state-settings.ts';
import type { StateStore } from '../../state/store.ts';
import type { Invocation } from '../invocation.ts';

export interface StateBackend<S extends StateSettings = StateSettings> {
  /** Its files on this machine, which no output may overwrite. */
  files(state: S): readonly string[];
  /** Which state it is and where, by the name of what says so in the file: a review changes none of these unnoticed. */
  places(state: S, root: string): { [what: string]: string };
  /** With the credentials of the environment; a host that they may not go to is refused before anything is sent. */
  open(state: S, invocation: Invocation): Promise<StateStore>;
}
