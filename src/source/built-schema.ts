/**
 * The checks of schemas that the build has compiled: to compile one takes longer than to read most projects. Run from source,
 * where there is no build, they are compiled when first needed.
 */

import { existsSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonObject } from '../model/json.ts';
import type { Formats } from './formats.ts';

/** Where the build puts the module of a schema. */
export const builtSchemaUrl = (name: string): URL => new URL(`./built/${name}.js`, import.meta.url);

export interface NamedSchema {
  /** Of its file in the build. */
  readonly name: string;
  readonly schema: () => JsonObject;
  readonly formats: Formats;
}

export async function loadSchemaCheck({ name, schema, formats }: NamedSchema): Promise<ValidateFunction> {
  const built = builtSchemaUrl(name);
  if (existsSync(built)) {
    const { default: make } = (await import(built.href)) as { default(formats: object): ValidateFunction };
    return make(formats);
  }
  const { createAjv } = await import('./compile-schema.ts');
  return createAjv(formats).compile(schema());
}
