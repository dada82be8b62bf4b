/** Laws of users: how often each endpoint is to be asked, and users that somebody writes. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { UsageError } from '../lib/errors.ts'
import { workloadOfUsers } from '../lib/own-users.ts'
import { propertiesOf } from '../lib/property.ts'
import { random } from '../lib/random.ts'
import { withShares } from '../lib/users.ts'
import type { OwnUsers, Task } from '../lib/own-users.ts'
import type { UserClass } from '../lib/users.ts'

const property = propertiesOf(import.meta.url)

const think = { minMs: 0, maxMs: 0, burst: 1 }
const width = 3
const endpoints = Array.from({ length: width }, (_, at) => ({ method: 'GET', name: `/${at}` }))
const weights = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })), {
    minLength: width,
    maxLength: width,
  })
  .filter((list) => list.some((weight) => weight > 0))
const mixes = fc.array(fc.tuple(weights, fc.integer({ min: 1, max: 9 })), {
  minLength: 1,
  maxLength: 3,
})

type Mix = readonly (readonly [weights: readonly number[], weight: number])[]

function sharesOf(of: Mix, model: 'closed' | 'open'): readonly (number | null)[] {
  const classes = of.map(([list, weight]) => ({
    class: { weights: list, think } satisfies UserClass,
    weight,
  }))
  const shared = withShares(endpoints, { classes, model })
  assert.deepEqual(
    shared.map(({ method, name }) => ({ method, name })),
    endpoints,
  )
  return shared.map(({ share }) => share)
}

function near(found: number | null | undefined, exact: number, what: string): void {
  assert.ok(Math.abs((found ?? -1) - exact) < 1e-9, `${what}: ${found} for ${exact}`)
}

property(
  'shares',
  'shares are as the weights, together the whole, and those of several classes are the mean of theirs by weight',
  {
    arbitrary: fc.tuple(mixes, fc.integer({ min: 2, max: 7 })),
    labels: { 'several classes': { percent: 40, is: ([of]) => of.length > 1 } },
    holds: ([of, factor]) => {
      const open = sharesOf(of, 'open')
      near(
        open.reduce<number>((sum, share) => sum + (share ?? 0), 0),
        1,
        'all shares',
      )
      const all = of.reduce((sum, [, weight]) => sum + weight, 0)
      open.forEach((share, at) => {
        const mean = of.reduce(
          (sum, one) => sum + (sharesOf([one], 'open')[at] ?? 0) * (one[1] / all),
          0,
        )
        near(share, mean, `share ${at}`)
      })
      // Of one class by itself: as its weights are to each other, however they are counted.
      const [[list, weight] = [[1], 1]] = of
      const one = sharesOf([[list.map((each) => each * factor), weight * factor]], 'closed')
      list.forEach((each, at) => {
        for (const [other, than] of list.entries()) {
          near((one[at] ?? 0) * than, (one[other] ?? 0) * each, `${at} beside ${other}`)
        }
      })
      const closed = sharesOf(of, 'closed')
      if (of.length === 1) assert.deepEqual(closed, open)
      else assert.deepEqual(new Set(closed), new Set([null]), 'who thinks longer asks less often')
    },
  },
)

/** Tasks by number, so that a class may share some with another, or have one twice. */
const userClasses = fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 3,
})
const taskWeights = fc.array(fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }), {
  minLength: 5,
  maxLength: 5,
})

function usersOf(classes: readonly (readonly number[])[], tasks: readonly Task[]): OwnUsers {
  return Object.fromEntries(
    classes.map((list, at) => [
      `User${at}`,
      { tasks: list.flatMap((number) => tasks[number] ?? []) },
    ]),
  )
}

const nothing = { connect: '', source: null, target: null }

property(
  'own-users',
  'a class asks each of its tasks as often as the weight says, no other, and each place of the list runs its own',
  {
    arbitrary: fc.tuple(userClasses, taskWeights),
    labels: {
      'classes share a task': {
        percent: 20,
        is: ([classes]) => new Set(classes.flat()).size < classes.flat().length,
      },
    },
    holds: async ([classes, list]) => {
      const tasks = list.map((weight, at): Task => ({
        method: 'GET',
        name: `/${at}`,
        ...(weight === undefined ? {} : { weight }),
        run: async () => at,
      }))
      const workload = workloadOfUsers(usersOf(classes, tasks), nothing)
      assert.equal(workload.defaultClass, 'User0')
      const names = workload.endpoints.map(({ name }) => name)
      assert.deepEqual(new Set(names), new Set(classes.flat().map((at) => `/${at}`)))
      for (const [number, own] of classes.entries()) {
        const found = tasks.map(({ name }) =>
          names.reduce(
            (sum, each, at) =>
              sum + (each === name ? (workload.classes[`User${number}`]?.weights[at] ?? 0) : 0),
            0,
          ),
        )
        const wanted = list.map(
          (weight = 1, at) => own.filter((each) => each === at).length * weight,
        )
        assert.deepEqual(found, wanted, `the weights of User${number}`)
      }
      const connection = workload.open({ index: 0, random: random(1) })
      for (const [at, name] of names.entries()) {
        const bytes = await new Promise<number>((resolve, reject) => {
          connection.start(at, { sent: () => {}, ok: resolve, failed: reject }, 0)
        })
        assert.equal(`/${bytes}`, name)
      }
    },
  },
)

/** What somebody may write in place of something right. */
const spoilt: readonly ((task: Task) => unknown)[] = [
  (task) => ({ ...task, method: 'get' }),
  (task) => ({ ...task, name: '' }),
  (task) => ({ ...task, weight: 0 }),
  (task) => ({ ...task, run: 'GET /' }),
  () => null,
]

property(
  'own-users-told',
  'each task that is none is told, by its class and its place, and no other',
  {
    arbitrary: fc.array(
      fc.array(fc.option(fc.nat(spoilt.length - 1)), { minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    labels: {
      'all is right': {
        percent: 2,
        is: (classes) => classes.flat().every((each) => each === null),
      },
    },
    holds: (classes) => {
      const right: Task = { method: 'GET', name: '/', run: async () => 1 }
      const users = Object.fromEntries(
        classes.map((list, at) => [
          `User${at}`,
          { tasks: list.map((which) => (which === null ? right : spoilt[which]?.(right))) },
        ]),
      )
      const wrong = classes.flatMap((list, at) =>
        list.flatMap((which, place) =>
          which === null ? [] : [`task ${place + 1} of its user class User${at} is none`],
        ),
      )
      let told: readonly string[] = []
      try {
        workloadOfUsers(users as OwnUsers, nothing)
      } catch (error) {
        if (!(error instanceof UsageError)) throw error
        told = error.problems
      }
      assert.deepEqual(
        told.map((each) => each.split(',')[0]),
        wrong,
      )
    },
  },
)
