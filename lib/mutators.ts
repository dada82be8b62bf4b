/** Mutators that Stryker lacks: other numbers, lost return values, calls that only wrap; and strings that are words for people, told apart. */

/** As much of a node of Babel's syntax tree as is asked here. */
export type SyntaxNode = {
  readonly type: string
  readonly [field: string]: unknown
}

export type SyntaxPath = {
  readonly node: SyntaxNode
  readonly parent?: SyntaxNode
  readonly parentPath?: SyntaxPath | null
}

/** What Stryker's instrumenter takes: for a place in the code, what may stand there instead. */
export type Mutator = {
  readonly name: string
  readonly mutate: (path: SyntaxPath) => Iterable<SyntaxNode>
}

/** `0` → `1`, n → n + 1, for numbers and bigints. */
export const numberLiteral: Mutator = {
  name: 'NumberLiteral',
  *mutate({ node, parent }) {
    const { value } = node
    if (parent !== undefined && isNameIn(parent, node)) return
    if (node.type === 'NumericLiteral' && typeof value === 'number') {
      yield { type: 'NumericLiteral', value: value + 1 }
    }
    if (node.type === 'BigIntLiteral' && (typeof value === 'string' || typeof value === 'bigint')) {
      yield { type: 'BigIntLiteral', value: String(BigInt(value) + 1n) }
    }
  },
}

/**
 * `return value` → `return undefined`. Where the return is all that a function does, emptying its body is the same mutant,
 * which Stryker makes itself; a literal has mutators of its own.
 */
export const returnValue: Mutator = {
  name: 'ReturnValue',
  *mutate({ node, parentPath }) {
    if (node.type !== 'ReturnStatement') return
    const { argument } = node as { argument?: SyntaxNode | null }
    if (argument === null || argument === undefined || isLiteral(argument)) return
    const block = parentPath?.node
    const alone = Array.isArray(block?.['body']) && block['body'].length === 1
    if (alone && isFunction(parentPath?.parentPath?.node)) return
    yield { type: 'ReturnStatement', argument: { type: 'Identifier', name: 'undefined' } }
  },
}

/** `quote(name)` → `name`, `retry(action, settings)` → `action`: a named function's call, its first argument in its place. */
export const wrapperCall: Mutator = {
  name: 'WrapperCall',
  *mutate(path) {
    const { node, parent } = path
    if (node.type !== 'CallExpression' || parent?.type === 'ExpressionStatement') return
    if (isCounted(path)) return
    const { callee, arguments: given } = node as { callee?: SyntaxNode; arguments?: SyntaxNode[] }
    const [first] = given ?? []
    if (callee?.type !== 'Identifier' || first === undefined) return
    if (first.type === 'SpreadElement' || first.type === 'ObjectExpression') return
    if (given?.length === 1 || isFunction(first)) yield structuredClone(first)
  },
}

/** In `place(x).count++` Stryker would put the choice between mutants where only a variable can stand. */
function isCounted({ parent, parentPath }: SyntaxPath): boolean {
  if (parent?.type === 'UpdateExpression') return true
  if (parent?.type !== 'MemberExpression' || parentPath === undefined) return false
  return parentPath !== null && isCounted(parentPath)
}

/**
 * Words for people, SQL and HTML under a name of their own, `MessageText`, so that they can be left out and counted; all other
 * strings stay with the mutator that is given.
 */
export function splitStrings(strings: Mutator): readonly Mutator[] {
  return [
    { name: strings.name, mutate: (path) => (isWords(path) ? [] : strings.mutate(path)) },
    { name: 'MessageText', mutate: (path) => (isWords(path) ? strings.mutate(path) : []) },
  ]
}

/** Two words with a blank between, a tag, or anything that is thrown or told. */
function isWords({ node, parent, parentPath }: SyntaxPath): boolean {
  const text = textOf(node)
  if (text === null) return false
  return (
    /\p{L}[^\n]*\s[^\n]*\p{L}|\s\p{L}{2}|\p{L}{2}\s|<\/?\p{L}/u.test(text) ||
    isTold(parent, parentPath)
  )
}

function textOf(node: SyntaxNode): string | null {
  if (node.type === 'StringLiteral') return String(node['value'])
  if (node.type !== 'TemplateLiteral') return null
  const quasis = node['quasis'] as readonly { readonly value: { readonly raw: string } }[]
  return quasis.map(({ value }) => value.raw).join('\u0000')
}

const toldAs = new Set(['message', 'help', 'hint', 'reason', 'detail', 'description'])

function isTold(parent: SyntaxNode | undefined, path: SyntaxPath | null | undefined): boolean {
  if (parent?.type === 'NewExpression') return nameOf(parent['callee']).endsWith('Error')
  if (parent?.type === 'ObjectProperty') return toldAs.has(nameOf(parent['key']))
  return parent?.type === 'TemplateLiteral' && isTold(path?.parent, path?.parentPath)
}

function nameOf(node: unknown): string {
  const { name } = (node ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : ''
}

function isNameIn(parent: SyntaxNode, node: SyntaxNode): boolean {
  return /^(?:Object|Class)(?:Property|Method)$/.test(parent.type) && parent['key'] === node
}

function isLiteral({ type, name }: SyntaxNode): boolean {
  return type.endsWith('Literal') ? type !== 'TemplateLiteral' : name === 'undefined'
}

function isFunction(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /Function|ObjectMethod|ClassMethod/.test(node.type)
}
