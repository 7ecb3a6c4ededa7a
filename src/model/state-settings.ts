/** Where a project keeps its state. */

import type { ClientCertificate } from './transport.ts';

export interface LocalStateSettings {
  backend: 'local';
  /** Absolute. */
  path: string;
}

/** Terraform's protocol, as GitLab and Gitea speak it too. */
export interface HttpStateSettings {
  backend: 'http';
  address: string;
  lockAddress: string;
  unlockAddress: string;
  lockMethod: string;
  unlockMethod: string;
  updateMethod: string;
  /** In PEM, in place of the authorities that the machine trusts. */
  ca?: string;
  clientCertificate?: ClientCertificate;
  /** Where a document is kept that could not be sent; absolute. */
  rescuePath: string;
}

/** A row in a PostgreSQL database; where that is the environment of the process says. */
export interface PostgresStateSettings {
  backend: 'postgres';
  /** One for each project and environment in the database. */
  name: string;
  /** As above. */
  rescuePath: string;
}

export type StateSettings = LocalStateSettings | HttpStateSettings | PostgresStateSettings;
export type Backend = StateSettings['backend'];
export type SettingsOf<B extends Backend> = Extract<StateSettings, { backend: B }>;
