/**
 * Texts for people are not made wrong: golden files hold them, and a sentence that is empty says nothing about what the code does.
 * A text is a string with a space between two words, and no SQL. What is computed within one, beyond a name, is tried.
 */

const SENTENCE = /\w\S* \S*\w/;
const SQL = /^\s*[A-Z]{3,} /;
const isText = (words) => SENTENCE.test(words) && !SQL.test(words);

const texts = {
  shouldIgnore({ node }) {
    if (node.type === 'StringLiteral' && isText(node.value)) return 'a text for people';
    if (node.type !== 'TemplateLiteral' || !node.expressions.every(isName)) return undefined;
    const words = node.quasis.map(({ value }) => value.cooked).join('x');
    return isText(words) ? 'a text for people' : undefined;
  },
};

function isName(node) {
  return (
    node.type === 'Identifier' || (node.type === 'MemberExpression' && !node.computed && isName(node.object))
  );
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'texts', value: texts }];
