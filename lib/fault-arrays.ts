/** Arrays and ranges that arrive in another shape. */
import { arrayElements, typedColumns } from './fault-types.ts'
import { corruptedValues } from './fault-values.ts'
import type { Fault } from './fault.ts'
import type { Arrived } from './fault-values.ts'

/** For every type of array: `make` gets its element as it prints inside of one. */
function inArrays(
  make: (element: string) => Arrived,
): Readonly<Record<string, readonly Arrived[]>> {
  return Object.fromEntries([...arrayElements].map(([type, element]) => [type, [make(element)]]))
}

/** For every type of range: `make` gets its value, `[1,10)`. */
function inRanges(make: (range: string) => Arrived): Readonly<Record<string, readonly Arrived[]>> {
  const ranges = typedColumns.filter(
    ({ type }) => type.endsWith('range') && !type.includes('multi'),
  )
  return Object.fromEntries(ranges.map(({ type, value }) => [type, [make(value)]]))
}

export const arrayFaults: readonly Fault[] = [
  corruptedValues({
    id: 'C23',
    name: 'NULLs inside of arrays are left out',
    cause: 'a converter that drops what is not there',
    values: inArrays((element) => [`{${element},NULL}`, `{${element}}`]),
  }),
  corruptedValues({
    id: 'C23-null',
    name: 'an array of one NULL arrives as an empty array',
    cause: 'a converter that drops what is not there',
    values: inArrays(() => ['{NULL}', '{}']),
  }),
  corruptedValues({
    id: 'C23-empty',
    name: 'empty arrays arrive as NULL',
    cause: 'a sink that writes no array without elements',
    values: inArrays(() => ['{}', null]),
  }),
  corruptedValues({
    id: 'C23-missing',
    name: 'NULL arrives as an empty array',
    cause: 'a default for what is not there',
    values: inArrays(() => [null, '{}']),
  }),
  corruptedValues({
    id: 'C23-bounds',
    name: 'arrays that do not begin at 1 begin at 1',
    cause: 'Kafka Connect knows no bounds of an array',
    values: inArrays((element) => [`[2:2]={${element}}`, `{${element}}`]),
  }),
  corruptedValues({
    id: 'C23-dimensions',
    name: 'arrays of two dimensions arrive with one',
    cause: 'Kafka Connect knows no dimensions of an array',
    values: inArrays((element) => [`{{${element}},{${element}}}`, `{${element},${element}}`]),
  }),
  corruptedValues({
    id: 'C23-lost',
    name: 'arrays of two dimensions arrive as NULLs',
    cause: 'Debezium 3.6 reads the inner arrays as elements, and finds none',
    values: inArrays((element) => [`{{${element}},{${element}}}`, '{NULL,NULL}']),
  }),
  corruptedValues({
    id: 'C23-order',
    name: 'elements are told twice, or once where they are there twice',
    cause: 'a converter that makes a set of an array, or appends to it again',
    values: inArrays((element) => [`{${element},${element}}`, `{${element}}`]),
  }),
  corruptedValues({
    id: 'C-bounds',
    name: 'bounds of a range are lost',
    cause: 'a range that travels as two values, without what says whether they belong to it',
    values: {
      ...inRanges((range) => [range, '(,)']),
      int4multirange: [['{[1,3),[5,7)}', '{[1,7)}']],
      int8multirange: [['{[1,3),[5,7)}', '{[1,7)}']],
      nummultirange: [['{[1.5,2.5]}', '{[1.5,2.5)}']],
      'int4range[]': [['{"[1,10)"}', '{"[1,)"}']],
      'numrange[]': [['{"[1.5,2.5]"}', '{"[1.5,2.5)"}']],
    },
  }),
  corruptedValues({
    id: 'C-inclusive',
    name: 'a bound that belongs to a range does not any more, or the reverse',
    cause: 'a range that travels as text and is read with other brackets',
    values: {
      numrange: [
        ['[1.5,2.5]', '[1.5,2.5)'],
        ['(1.5,2.5]', '[1.5,2.5]'],
      ],
      tsrange: [
        [
          '["2025-01-01 00:00:00","2025-01-01 12:00:00")',
          '["2025-01-01 00:00:00","2025-01-01 12:00:00"]',
        ],
      ],
      tstzrange: [
        [
          '["2025-01-01 00:00:00+00","2025-01-01 12:00:00+00")',
          '["2025-01-01 00:00:00+00","2025-01-01 12:00:00+00"]',
        ],
      ],
      int4range: [
        ['[1,10)', '[1,11)'],
        ['[1,10)', '[2,10)'],
      ],
      int8range: [['[1,10)', '[1,11)']],
      daterange: [['[2025-01-01,2025-02-01)', '[2025-01-01,2025-02-02)']],
    },
  }),
  corruptedValues({
    id: 'C-range-empty',
    name: 'empty ranges arrive as NULL, or as all there is',
    cause: 'a range without bounds that is taken for an empty one',
    values: {
      ...inRanges(() => ['empty', null]),
      ...Object.fromEntries(
        typedColumns
          .filter(({ type }) => type.endsWith('multirange'))
          .map(({ type }) => [
            type,
            [
              ['{}', null],
              ['{}', '{(,)}'],
            ] as const,
          ]),
      ),
      'int4range[]': [['{empty}', '{"(,)"}']],
    },
  }),
]
