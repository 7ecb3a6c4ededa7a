import { relative } from 'node:path';
import type { LocalStateSettings } from '../../model/state-settings.ts';
import { LOCAL_STATE_ENDINGS } from '../../state/local-state-endings.ts';
import type { StateBackend } from './backend.ts';

export const LOCAL_BACKEND: StateBackend<LocalStateSettings> = {
  files: ({ path }) => ['', ...LOCAL_STATE_ENDINGS].map((ending) => path + ending),
  // By its place in the project: the one that a review is held against is a copy in another folder.
  places: ({ path }, root) => ({ state: `local ${relative(root, path)}` }),
  async open({ path }) {
    const { openLocalStore } = await import('../../state/local-store.ts');
    return openLocalStore(path);
  },
};
