/** What scripts/all.ts runs: its parts, in order, with their flags and the variables that they see. */
import { UsageError } from './errors.ts'
import type { StackChoice } from './stack-choice.ts'

export const partNames = ['property', 'load', 'reconcile', 'faults', 'mutation', 'gate'] as const

export type PartName = (typeof partNames)[number]

/** `gate` judges the mutants, and goes with them. */
const chosenNames = partNames.filter((name) => name !== 'gate')

/** Names with commas between them. */
export function parseParts(text: string): readonly PartName[] {
  const words = text.split(',').map((word) => word.trim())
  const strange = words.find((word) => !chosenNames.some((name) => name === word))
  if (strange === undefined) return chosenNames.filter((name) => words.includes(name))
  throw new UsageError(`"${strange}" is none, expected ${chosenNames.join(', ')}`)
}

export const everyPart: readonly PartName[] = chosenNames

export type PartOrder = {
  readonly name: PartName
  /** `load/light` */
  readonly script: string
  readonly args: readonly string[]
  /** Beside those of the caller, of which no pipeline's are left: a password stands in no command line. */
  readonly environment: Readonly<Record<string, string>>
}

export type AllSettings = {
  readonly profile: string
  /** Null: all mutants. */
  readonly since: string | null
  readonly runTime: string
  readonly seed: number
  readonly stack: StackChoice
}

/** The order of one part. Load and reconcile go to the pipeline that was given, the others start servers of their own. */
export function partOrder(name: PartName, settings: AllSettings): PartOrder {
  const { stack, since } = settings
  const seeded = ['--seed', String(settings.seed)]
  const embedded = stack.stack === 'embedded'
  switch (name) {
    case 'property':
      return order(name, 'property/run', ['--profile', settings.profile, ...seeded])
    case 'load': {
      const args = ['--run-time', settings.runTime, ...seeded]
      return { ...order(name, 'load/light', args), environment: urls(stack) }
    }
    case 'reconcile': {
      const args = embedded ? ['--stack', 'embedded', ...seeded] : seeded
      return { ...order(name, 'scripts/reconcile', args), environment: urls(stack) }
    }
    case 'faults':
      return order(name, 'mutation/faults', seeded)
    case 'mutation':
      return order(name, 'mutation/run', since === null ? [] : ['--since', since])
    case 'gate':
      return order(name, 'mutation/gate', [])
  }
}

function order(name: PartName, script: string, args: readonly string[]): PartOrder {
  return { name, script, args, environment: {} }
}

function urls({ source, target, connect, brokers }: StackChoice): Record<string, string> {
  return {
    ...(source === undefined ? {} : { CDC_SOURCE_URL: source }),
    ...(target === undefined ? {} : { CDC_TARGET_URL: target }),
    ...(connect === undefined ? {} : { CDC_CONNECT_URL: connect.join(',') }),
    ...(brokers === undefined ? {} : { CDC_BROKERS: brokers.join(',') }),
  }
}
