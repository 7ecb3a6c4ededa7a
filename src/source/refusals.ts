/**
 * What YAML has and a project may not, in the words in which it is refused. Whether something is refused is the
 * composer's to say.
 */

import type { Code } from '../codes/registry.ts';
import { nearestName } from './nearest.ts';
import type { Hint, Problems } from './problems.ts';
import type { SourceFile } from './source-file.ts';
import { findTemplate } from './syntax-faults.ts';

interface Range {
  start: number;
  end: number;
}

export class Refusals {
  readonly #file: SourceFile;
  readonly #problems: Problems;

  constructor(file: SourceFile, problems: Problems) {
    this.#file = file;
    this.#problems = problems;
  }

  /** `after` is where the first document ends. */
  document(after: number): void {
    const marker = /^---/gm;
    marker.lastIndex = after;
    const start = marker.exec(this.#file.text)?.index ?? after;
    this.#report(
      'CQ105',
      { start, end: start + 3 },
      'a second document begins here; a file has one',
      'put it into a file of its own and name that in `include`',
    );
  }

  /** By YAML it is a map whose key is a map, in which nobody would find a template again. */
  template(from: number): void {
    const template = findTemplate(this.#file.text, from);
    if (template !== undefined) this.#report('CQ101', template, template.summary, template.hint);
  }

  tag(start: number, end: number): void {
    const tag = this.#file.text.slice(start, end);
    this.#report('CQ108', { start, end }, `tags such as ${tag} have no meaning here`, 'delete it');
  }

  depth(start: number, most: number): void {
    this.#report(
      'CQ110',
      { start, end: start + 1 },
      `values are nested deeper than ${most} levels`,
      'look at the indentation, and for brackets that are not closed',
    );
  }

  number(text: string, at: Range): void {
    const hint = /^[-+]?[0-9]/.test(text) ? `if digits are meant, quote them: "${text}"` : undefined;
    this.#report('CQ112', at, `${text} is not a number that the API could be sent`, hint);
  }

  emptyKey(at: Range): void {
    this.#report('CQ109', at, 'a key is missing before the colon', 'write a name');
  }

  prototypeKey(at: Range): void {
    this.#report('CQ109', at, 'the key __proto__ is not allowed', 'choose another name');
  }

  collectionKey(at: Range): void {
    this.#report('CQ109', at, 'a list or a map cannot be a key', 'write a name');
  }

  aliasKey(at: Range): void {
    this.#report('CQ109', at, 'an alias cannot be a key', 'write the key itself');
  }

  secondKey(name: string, at: Range, first: number): void {
    const { line } = this.#file.sourceOf(first, 0);
    this.#report(
      'CQ104',
      at,
      `the key ${JSON.stringify(name)} is written twice`,
      `the first one is in line ${line}: delete one of the two`,
    );
  }

  secondMerge(at: Range): void {
    this.#report('CQ104', at, 'the key `<<` is written twice', 'write one with a list: `<<: [*a, *b]`');
  }

  mergeSource(at: Range): void {
    this.#report('CQ111', at, '`<<` takes a map, or a list of maps', 'write `<<: *anchor`');
  }

  unknownAlias(name: string, at: Range, known: ReadonlyMap<string, unknown>): void {
    const isName = /^[\w-]+$/.test(name);
    this.#report('CQ106', at, `no anchor &${name} stands before this`, () => {
      const nearest = nearestName(name, known.keys());
      if (nearest !== undefined) return `did you mean *${nearest}?`;
      return isName ? `write &${name} before the value that it repeats` : `for a text, quote it: "*${name}"`;
    });
  }

  aliasOfItself(name: string, at: Range): void {
    const hint = 'write the value out; an alias repeats what is complete';
    this.#report('CQ106', at, `*${name} stands inside of itself`, hint);
  }

  unfolding(start: number, most: number): void {
    this.#report(
      'CQ107',
      { start, end: start + 1 },
      `the aliases of this file unfold into more than ${most.toLocaleString('en')} values`,
      'write out what is meant, with fewer aliases of aliases',
    );
  }

  #report(code: Code, { start, end }: Range, summary: string, hint: Hint): void {
    this.#problems.error({ code, at: { file: this.#file, start, end }, summary, hint });
  }
}
