/**
 * What js-yaml complains of, from its English to a word of ours. The library has no codes, so this is the only file that
 * reads its texts; `test/unit/source/yaml-reasons.test.ts` fails when a new version rewords one.
 */

export type YamlReason =
  | 'tab in indentation'
  | 'indentation'
  | 'deficient indentation'
  | 'end of stream expected'
  | 'unexpected end'
  | 'unexpected end of document'
  | 'indentation width'
  | 'missed comma'
  | 'lone comma'
  | 'too deep'
  | 'escape'
  | 'control character'
  | 'nameless anchor'
  | 'missing colon'
  | 'other';

const EXACT: { readonly [text: string]: YamlReason } = {
  'tab characters must not be used in indentation': 'tab in indentation',
  'bad indentation of a mapping entry': 'indentation',
  'bad indentation of a sequence entry': 'indentation',
  'bad explicit indentation width of a block scalar; it cannot be less than one': 'indentation width',
  'repeat of an indentation width identifier': 'indentation width',
  'deficient indentation': 'deficient indentation',
  'end of the stream or a document separator is expected': 'end of stream expected',
  'unexpected end of the document within a single quoted scalar': 'unexpected end of document',
  'unexpected end of the stream within a single quoted scalar': 'unexpected end',
  'unexpected end of the document within a double quoted scalar': 'unexpected end of document',
  'unexpected end of the stream within a double quoted scalar': 'unexpected end',
  'unexpected end of the stream within a flow collection': 'unexpected end',
  'unexpected end of the stream within a verbatim tag': 'unexpected end',
  'missed comma between flow collection entries': 'missed comma',
  "expected the node content, but found ','": 'lone comma',
  'unknown escape sequence': 'escape',
  'expected hexadecimal character': 'escape',
  'expected valid JSON character': 'control character',
  'the stream contains non-printable characters': 'control character',
  'name of an alias node must contain at least one character': 'nameless anchor',
  'name of an anchor node must contain at least one character': 'nameless anchor',
  "expected ':' after a mapping key": 'missing colon',
};

export function yamlReason(text: string): YamlReason {
  if (text.startsWith('nesting exceeded maxDepth')) return 'too deep';
  return Object.hasOwn(EXACT, text) ? (EXACT[text] as YamlReason) : 'other';
}
