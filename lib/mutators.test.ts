/** Mutators of our own: what each makes of a place in the code, and where it makes nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { numberLiteral, returnValue, splitStrings, wrapperCall } from './mutators.ts'
import type { Mutator, SyntaxNode, SyntaxPath } from './mutators.ts'

function node(type: string, fields: Record<string, unknown> = {}): SyntaxNode {
  return { type, ...fields }
}

/** A path from the innermost node outwards. */
function path(inner: SyntaxNode, ...outer: readonly SyntaxNode[]): SyntaxPath {
  const [parent, ...rest] = outer
  return parent === undefined
    ? { node: inner, parentPath: null }
    : { node: inner, parent, parentPath: path(parent, ...rest) }
}

function made(mutator: Mutator, ...nodes: [SyntaxNode, ...SyntaxNode[]]): readonly SyntaxNode[] {
  return [...mutator.mutate(path(...nodes))]
}

const statement = node('ExpressionStatement')
const declared = node('VariableDeclarator')
const name = node('Identifier', { name: 'name' })
const undefinedName = node('Identifier', { name: 'undefined' })

test('a number becomes the next one', () => {
  for (const [value, next] of [
    [0, 1],
    [1, 2],
    [1.5, 2.5],
  ] as const) {
    const [found, ...rest] = made(numberLiteral, node('NumericLiteral', { value }), declared)
    assert.deepEqual([found, rest], [{ type: 'NumericLiteral', value: next }, []])
  }
})

test('a bigint becomes the next one, however the parser holds it', () => {
  for (const value of ['9007199254740993', 9007199254740993n]) {
    assert.deepEqual(made(numberLiteral, node('BigIntLiteral', { value }), declared), [
      { type: 'BigIntLiteral', value: '9007199254740994' },
    ])
  }
})

test('a number that names a property, and what is no number, stays', () => {
  const key = node('NumericLiteral', { value: 1 })
  for (const type of ['ObjectProperty', 'ObjectMethod', 'ClassProperty', 'ClassMethod']) {
    assert.deepEqual(made(numberLiteral, key, node(type, { key })), [])
    assert.equal(made(numberLiteral, key, node(type, { key: name, value: key })).length, 1)
  }
  assert.equal(made(numberLiteral, key, node('ArrayExpression', { key })).length, 1)
  assert.equal(made(numberLiteral, key).length, 1)
  assert.deepEqual(made(numberLiteral, node('StringLiteral', { value: '1' }), declared), [])
  assert.deepEqual(made(numberLiteral, node('StringLiteral', { value: 1 }), declared), [])
  assert.deepEqual(made(numberLiteral, node('NumericLiteral', { value: '1' }), declared), [])
  assert.deepEqual(made(numberLiteral, node('BigIntLiteral', { value: 1 }), declared), [])
})

const lost = [{ type: 'ReturnStatement', argument: undefinedName }]

test('a returned value is lost', () => {
  const back = node('ReturnStatement', { argument: name })
  const two = node('BlockStatement', { body: [node('IfStatement'), back] })
  assert.deepEqual(made(returnValue, back, two, node('FunctionDeclaration')), lost)
  assert.deepEqual(made(returnValue, back, node('IfStatement')), lost)
  assert.deepEqual(made(returnValue, back), lost)
  const filled = node('ReturnStatement', { argument: node('TemplateLiteral') })
  assert.deepEqual(made(returnValue, filled, two), lost)
})

test('a return that is all that a function does is left to the mutator of blocks', () => {
  const back = node('ReturnStatement', { argument: name })
  const block = node('BlockStatement', { body: [back] })
  for (const type of [
    'FunctionDeclaration',
    'FunctionExpression',
    'ArrowFunctionExpression',
    'ObjectMethod',
    'ClassMethod',
  ]) {
    assert.deepEqual(made(returnValue, back, block, node(type)), [])
  }
  assert.deepEqual(made(returnValue, back, block, node('IfStatement')), lost)
  assert.deepEqual(made(returnValue, back, block), lost)
})

test('nothing returned, a literal and undefined are no values to lose', () => {
  for (const argument of [
    null,
    undefined,
    undefinedName,
    node('NullLiteral'),
    node('BooleanLiteral', { value: true }),
    node('StringLiteral', { value: '' }),
  ]) {
    assert.deepEqual(made(returnValue, node('ReturnStatement', { argument }), statement), [])
  }
  assert.deepEqual(made(returnValue, node('ThrowStatement', { argument: name }), statement), [])
})

function call(given: readonly SyntaxNode[], callee = node('Identifier', { name: 'quote' })) {
  return node('CallExpression', { callee, arguments: given })
}

test('a call that wraps gives way to what it wraps', () => {
  assert.deepEqual(made(wrapperCall, call([name]), declared), [name])
  assert.deepEqual(made(wrapperCall, call([name])), [name])
  for (const type of ['ArrowFunctionExpression', 'FunctionExpression']) {
    const action = node(type)
    assert.deepEqual(made(wrapperCall, call([action, name]), declared), [action])
  }
  assert.notEqual(made(wrapperCall, call([name]), declared)[0], name)
})

test('a call that does not wrap stays', () => {
  const member = node('MemberExpression')
  assert.deepEqual(made(wrapperCall, call([name, name]), declared), [])
  assert.deepEqual(made(wrapperCall, call([]), declared), [])
  assert.deepEqual(made(wrapperCall, call([node('SpreadElement')]), declared), [])
  assert.deepEqual(made(wrapperCall, call([node('ObjectExpression')]), declared), [])
  assert.deepEqual(made(wrapperCall, call([name], member), declared), [])
  assert.deepEqual(made(wrapperCall, call([name]), statement), [])
  assert.deepEqual(
    made(wrapperCall, node('NewExpression', { ...call([name]), type: 'NewExpression' }), declared),
    [],
  )
  assert.deepEqual(made(wrapperCall, node('CallExpression'), declared), [])
})

test('a call whose property is counted up stays: no choice between mutants can stand there', () => {
  const update = node('UpdateExpression')
  const member = node('MemberExpression')
  assert.deepEqual(made(wrapperCall, call([name]), update), [])
  assert.deepEqual(made(wrapperCall, call([name]), member, update), [])
  assert.deepEqual(made(wrapperCall, call([name]), member, member, update), [])
  assert.equal(made(wrapperCall, call([name]), member, member, declared).length, 1)
  assert.equal(made(wrapperCall, call([name]), member).length, 1)
  assert.equal(made(wrapperCall, call([name]), node('ArrayExpression'), update).length, 1)
})

const emptied = [node('StringLiteral', { value: '' })]
const strings: Mutator = { name: 'StringLiteral', mutate: () => emptied }
const [plain, words] = splitStrings(strings) as [Mutator, Mutator]

function template(...texts: readonly string[]): SyntaxNode {
  return node('TemplateLiteral', { quasis: texts.map((raw) => ({ value: { raw } })) })
}

function text(value: string): SyntaxNode {
  return node('StringLiteral', { value })
}

/** Which of the two mutators takes a string there. */
function taker(...nodes: [SyntaxNode, ...SyntaxNode[]]): string {
  const takers = [plain, words].filter((each) => [...each.mutate(path(...nodes))].length === 1)
  return takers.map((each) => each.name).join('+')
}

test('words for people, SQL and HTML go under another name, all else keeps its own', () => {
  const told = [
    text('two words'),
    text('SELECT 1'),
    text('<p>'),
    text('</b'),
    text('is 1'),
    text(' of'),
    template('a ', ' is left'),
    template('kept for ', ''),
  ]
  assert.deepEqual(
    told.map((each) => taker(each, declared)),
    told.map(() => 'MessageText'),
  )
  const kept = [text(''), text('equal'), text(', '), text(' '), text('1 2'), template('', '_', '')]
  assert.deepEqual(
    kept.map((each) => taker(each, declared)),
    kept.map(() => 'StringLiteral'),
  )
  assert.equal(taker(name, declared), 'StringLiteral')
})

test('what is thrown or told is words, whatever it looks like', () => {
  const error = node('NewExpression', { callee: node('Identifier', { name: 'UsageError' }) })
  const map = node('NewExpression', { callee: node('Identifier', { name: 'Map' }) })
  assert.equal(taker(text('no'), error), 'MessageText')
  assert.equal(taker(text('no'), template('', ''), error), 'MessageText')
  assert.equal(taker(text('no'), map), 'StringLiteral')
  assert.equal(
    taker(text('no'), node('NewExpression', { callee: node('Import') })),
    'StringLiteral',
  )
  for (const key of ['message', 'help', 'hint', 'reason', 'detail', 'description']) {
    const property = node('ObjectProperty', { key: node('Identifier', { name: key }) })
    assert.equal(taker(text('no'), property), 'MessageText')
  }
  const other = node('ObjectProperty', { key: node('Identifier', { name: 'kind' }) })
  assert.equal(taker(text('no'), other), 'StringLiteral')
  assert.equal(taker(text('no'), template('', '')), 'StringLiteral')
  assert.equal(taker(text('no')), 'StringLiteral')
})
