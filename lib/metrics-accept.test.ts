/** Which of Prometheus's formats is answered, by what the reader accepts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { metricsAnswer, wantsOpenMetrics } from './metrics-accept.ts'
import { family } from './prom-text.ts'

const open = 'application/openmetrics-text'

const rows: readonly (readonly [accept: string, wanted: boolean])[] = [
  ['', false],
  ['*/*', false],
  ['text/plain', false],
  ['text/html,application/xhtml+xml,*/*;q=0.8', false],
  [open, true],
  [`${open}; version=1.0.0; charset=utf-8`, true],
  [`${open};version="1.0.0"`, true],
  [`${open};version=0.0.1`, false],
  [`${open};q=0`, false],
  [`${open};q=nonsense`, false],
  [`text/plain;q=0.9,${open};q=0.5`, false],
  [`text/*,${open};q=0.5`, false],
  [`text/plain;q=0.5,${open};q=0.5`, true],
  // Prometheus 2 and 3.
  [
    `${open};version=1.0.0;q=0.5,${open};version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
    true,
  ],
  [
    `${open};version=1.0.0;escaping=allow-utf-8;q=0.6,${open};version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
    true,
  ],
  ['text/plain;version=0.0.4;q=0.5,*/*;q=0.1', false],
]

for (const [accept, wanted] of rows) {
  test(`wantsOpenMetrics() of "${accept}" is ${wanted}`, () => {
    assert.equal(wantsOpenMetrics(accept), wanted)
    const { type, text } = metricsAnswer(
      [family('on_seconds', 'A "word".', [{ labels: {}, value: 1 }])],
      accept,
    )
    const [name, other] = [
      'application/openmetrics-text; version=1.0.0',
      'text/plain; version=0.0.4',
    ]
    assert.equal(type, `${wanted ? name : other}; charset=utf-8`)
    assert.equal(
      text,
      wanted
        ? '# TYPE cdc_testbench_on_seconds gauge\n# UNIT cdc_testbench_on_seconds seconds\n# HELP cdc_testbench_on_seconds A \\"word\\".\ncdc_testbench_on_seconds 1\n# EOF\n'
        : '# HELP cdc_testbench_on_seconds A "word".\n# TYPE cdc_testbench_on_seconds gauge\ncdc_testbench_on_seconds 1\n',
    )
  })
}
