/** When a run cannot be believed, and what the generator says of itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { invalidBecause, watchLoop, watchProcess, worstLoop } from './generator-health.ts'

const fine = { scheduleLagMs: { p50: 0.1, p99: 50, max: 900 }, dropped: 0, unsent: 0, sent: 1000 }

const stories: readonly (readonly [string, Partial<typeof fine>, RegExp[]])[] = [
  ['a lag of 50 ms at p99, whatever its maximum', {}, []],
  ['a lag above that', { scheduleLagMs: { ...fine.scheduleLagMs, p99: 50.1 } }, [/late.*50\.1 ms/]],
  ['one request dropped', { dropped: 1 }, [/^1 requests were due and never released$/]],
  ['1 % of the released unsent', { sent: 990, unsent: 10 }, []],
  ['more of them unsent', { sent: 989, unsent: 11 }, [/connections were busy: 11 of 1000/]],
  ['nothing sent', { sent: 0 }, [/^nothing was sent$/]],
  [
    'everything at once',
    { sent: 0, unsent: 5, dropped: 2 },
    [/dropped|never released/, /busy/, /nothing/],
  ],
]

for (const [story, given, expected] of stories) {
  test(`invalidBecause() ${expected.length === 0 ? 'believes' : 'doubts'} ${story}`, () => {
    const reasons = invalidBecause({ ...fine, ...given })
    assert.equal(reasons.length, expected.length, reasons.join('; '))
    expected.forEach((pattern, index) => assert.match(reasons[index] ?? '', pattern))
  })
}

test('worstLoop() takes the worst thread, and nothing from those that measured nothing', () => {
  const none = { p99: null, max: null }
  assert.deepEqual(worstLoop([none, { p99: 2, max: 50 }, { p99: 7, max: 9 }]), { p99: 7, max: 50 })
  assert.deepEqual(worstLoop([none]), none)
})

function block(ms: number): void {
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
}

test('watchLoop() sees a loop that was blocked', async () => {
  const watched = watchLoop()
  await new Promise((resolve) => setTimeout(resolve, 50))
  block(200)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const { max } = watched.stop()
  assert.ok(max !== null && max >= 150, `max ${max}`)
})

/** Of this process so far, in ms: what it used of the processors, and what has passed. */
function spent(): { readonly cpuMs: number; readonly atMs: number } {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1000, atMs: performance.now() }
}

function burn(cpuMs: number): void {
  const from = spent().cpuMs
  while (spent().cpuMs - from < cpuMs);
}

test('watchProcess() counts what was burnt since its reset', () => {
  const watched = watchProcess()
  burn(300)
  // What was burnt and what has passed lie between these, however long the machine stands still.
  const before = spent()
  watched.reset()
  const after = spent()
  burn(200)
  const enough = spent()
  watched.sample()
  const over = spent()
  const { cpuPercent, rssMiB } = watched.read()
  const least = (100 * (enough.cpuMs - after.cpuMs)) / (over.atMs - before.atMs)
  const most = (100 * (over.cpuMs - before.cpuMs)) / (enough.atMs - after.atMs)
  assert.ok(cpuPercent >= least - 0.1 && cpuPercent <= most + 0.1, `${least} ${cpuPercent} ${most}`)
  assert.ok(rssMiB > 20 && rssMiB < 4096, `${rssMiB} MiB`)
})
