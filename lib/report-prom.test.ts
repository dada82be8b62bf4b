/** The textfile for Prometheus, read line by line as the format's grammar says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderProm } from './report-prom.ts'
import { largeCompare } from './sample-tables.ts'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'

const sample =
  /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[\d.]+(?:e[+-]\d+)?)$/

function samplesOf(text: string): { name: string; labels: string; value: number }[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [, name = '', labels = '', value = ''] = sample.exec(line) ?? assert.fail(line)
    return { name, labels, value: Number(value) }
  })
}

for (const name of sampleNames) {
  test(`renderProm() of the ${name} sample follows the format, and no series stands twice`, async () => {
    const text = renderProm(await sampleResult(name))
    const samples = samplesOf(text)
    const series = samples.map((each) => `${each.name}{${each.labels}}`)
    assert.equal(new Set(series).size, series.length)
    const types = [...text.matchAll(/^# TYPE (\S+) (gauge|summary)$/gm)].map(([, each]) => each)
    assert.equal(new Set(types).size, types.length, 'TYPE stands once a family')
    assert.equal(types.length, [...text.matchAll(/^# HELP /gm)].length)
    for (const each of samples) {
      assert.match(each.name, /^cdc_testbench_/)
      assert.equal(types.includes(each.name.replace(/_(?:sum|count)$/, '')), true, each.name)
      assert.doesNotMatch(each.name, /_(?:ms|milliseconds|percent)$/)
    }
    assert.match(text, /[^\n]\n$/)
  })
}

test('renderProm() tells verdict, checks and seconds', async () => {
  const text = renderProm(await sampleResult('fail'))
  const lines = text.split('\n')
  for (const line of [
    'cdc_testbench_run_verdict{script="load/spike",verdict="fail"} 1',
    'cdc_testbench_run_verdict{script="load/spike",verdict="pass"} 0',
    'cdc_testbench_check_passed{script="load/spike",check="p99<500ms"} 0',
    'cdc_testbench_check_passed{script="load/spike",check="throughput>=10"} 1',
    'cdc_testbench_run_duration_seconds{script="load/spike"} 91.412',
    'cdc_testbench_run_timestamp_seconds{script="load/spike"} 1768469491.412',
    'cdc_testbench_requests{script="load/spike",method="GET",endpoint="/connectors",outcome="timed_out"} 14',
    'cdc_testbench_all_request_duration_seconds{script="load/spike",quantile="0.99"} 0.744716',
    'cdc_testbench_all_request_duration_seconds_count{script="load/spike"} 36034',
    'cdc_testbench_schedule_lag_seconds{script="load/spike",stat="p99"} 0.00092',
  ]) {
    assert.equal(lines.includes(line), true, line)
  }
})

test('renderProm() leaves out a check without verdict, and what was not measured', async () => {
  const text = renderProm(await sampleResult('empty'))
  assert.doesNotMatch(text, /check_passed|quantile=|schedule_lag|NaN|Inf/)
})

test('renderProm() counts the endpoints past the limit together', async () => {
  const result = largeResult(await sampleResult('pass'), { endpoints: 230, seconds: 5 })
  const samples = samplesOf(renderProm(result)).filter(
    ({ name }) => name === 'cdc_testbench_requests',
  )
  assert.equal(samples.length, 201 * 4)
  const sum = samples.reduce((total, { value }) => total + value, 0)
  assert.equal(sum, result.totals?.sent)
})

test('renderProm() keeps two names apart that look alike once they are shown', async () => {
  const result = await sampleResult('hostile')
  const [first] = result.requests ?? []
  assert.ok(first !== undefined)
  const long = 'x'.repeat(400)
  const requests = [
    { ...first, name: `${long}a` },
    { ...first, name: `${long}b` },
  ]
  const labels = samplesOf(renderProm({ ...result, requests })).map((each) => each.labels)
  assert.equal(
    labels.some((each) => each.includes('(401 characters) (2)"')),
    true,
  )
})

test('renderProm() tells the rows of each table, and nothing of what was not counted', async () => {
  const text = renderProm(await sampleResult('tables'))
  const rows = 'cdc_testbench_reconcile_rows{script="scripts/reconcile",table='
  const orders = `"public.orders",target_table="cdc.orders"`
  assert.equal(text.includes(`${rows}${orders},status="missing"} 2\n`), true)
  assert.equal(text.includes(`${rows}"public.customers",status="changed"} 0\n`), true)
  assert.equal(text.includes(`${rows}"public.events",status="changed"`), false)
  assert.match(text, /reconcile_table_verdict\{.*table="public\.stock",verdict="unresolved"\} 1/)
  assert.match(text, /reconcile_tables\{script="scripts\/reconcile",verdict="different"\} 6/)
})

test('renderProm() lists 200 tables, those that are not equal first, and counts the others together', async () => {
  const base = await sampleResult('tables')
  const equal = largeCompare(base, { tables: 250, rows: 0, columns: 1 }).tables ?? []
  const text = renderProm({ ...base, tables: [...equal, ...(base.tables ?? [])] })
  const listed = new Set(
    Array.from(text.matchAll(/reconcile_rows\{.*table="(public[^"]*)"/g), ([, table]) => table),
  )
  assert.equal(text.match(/reconcile_table_duration_seconds\{/g)?.length, 200)
  assert.equal(listed.has('public.orders'), true)
  assert.match(text, /reconcile_rows\{.*table="other",status="source"\} 181013170\n/)
})
