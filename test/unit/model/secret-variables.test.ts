import { expect, test } from 'vitest';
import { isSecretFileVariable, isSecretVariable, passwordIn } from '../../../src/model/secret-variables.ts';

test.each([
  'CQCTL_TOKEN',
  'CQCTL_TOKEN__NORTH',
  'cqctl_state_url',
  'PGPASSWORD',
  'CQCTL_GITLAB_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SESSION_TOKEN',
  'GITHUB_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'CI_JOB_TOKEN',
  'CI_JOB_JWT',
  'SYSTEM_ACCESSTOKEN',
  'npm_config_auth',
  'npm_config__authToken',
  'DB_PASS',
  'MYSQL_PWD',
  'SENTRY_DSN',
  'DEPLOY_KEY',
  'AZURE_STORAGE_CONNECTION_STRING',
  'CQCTL_VAR_API_TOKEN',
])('%s is the name of a credential', (name) => {
  expect(isSecretVariable(name)).toBe(true);
});

test.each([
  'PATH',
  'HOME',
  'PWD',
  'OLDPWD',
  'CI',
  'LANG',
  'CQCTL_URL',
  'CQCTL_USERNAME',
  'CQCTL_TOKEN_FILE',
  'CQCTL_TOKEN_FILE__NORTH',
  'SSH_AUTH_SOCK',
  'XDG_SESSION_TYPE',
  'KEYBOARD',
  'SECRET_NAME',
  'CQCTL_VAR_QUEUE_KEY',
  'CQCTL_VAR_pass',
  'GIT_AUTHOR_NAME',
])('%s is none', (name) => {
  expect(isSecretVariable(name)).toBe(false);
});

test.each([
  ['CQCTL_TOKEN_FILE', true],
  ['CQCTL_TOKEN_FILE__NORTH', true],
  ['CQCTL_STATE_URL_FILE', true],
  ['POSTGRES_PASSWORD_FILE', true],
  ['CQCTL_CLIENT_KEY_FILE', true],
  ['CQCTL_STATE_CLIENT_KEY_FILE', true],
  ['PGPASSFILE', true],
  ['PGSSLKEY', true],
  ['CQCTL_CA_FILE', false],
  ['LOG_FILE', false],
  ['CQCTL_TOKEN', false],
])('%s names a file with a secret: %s', (name, expected) => {
  expect(isSecretFileVariable(name)).toBe(expected);
});

test.each([
  ['https://user:pw@host/', 'pw'],
  ['https://token@host/', 'token'],
  ['https://host/a@b', undefined],
  ['https://host/', undefined],
  ['user:pw@host', undefined],
  ['https://:@', undefined],
])('the password in %s', (value, expected) => {
  expect(passwordIn(value)).toBe(expected);
});
