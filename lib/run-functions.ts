/** Which exported functions of a floor run while the properties are checked, as the engine itself counts it. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { floors } from './floors.ts'
import { runProcess } from './process.ts'
import { pathOfPropertyFile } from './property-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** `threshold.judge` for each function that a module of the floor exports; types and constants are none. */
export function exportedFunctions(floor: string): readonly string[] {
  const [, modules = ''] = floors.find(([name]) => name === floor) ?? []
  return modules
    .split(/\s+/)
    .filter((name) => name !== '')
    .flatMap((name) => {
      const file = ['ts', 'js'].map((end) => join(root, 'lib', `${name}.${end}`)).find(existsSync)
      const text = file === undefined ? '' : readFileSync(file, 'utf8')
      const found = text.matchAll(/^export (?:async )?function\*? ?(\w+)/gm)
      return [...found].map(([, called]) => `${name}.${called}`)
    })
}

/**
 * Checks files of properties in one process, with few examples from one seed, and returns the functions of lib/ that ran meanwhile.
 *
 * @throws Error with what they said where a property does not hold.
 */
export async function functionsRun(files: readonly string[]): Promise<ReadonlySet<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-coverage-'))
  try {
    const imports = files.map(
      (file) => `await import(${JSON.stringify(pathToFileURL(pathOfPropertyFile(file)).href)})`,
    )
    await runProcess(process.execPath, {
      args: [
        '--import',
        import.meta.resolve('tsx'),
        '--test-reporter=tap',
        '--input-type=module',
        '-e',
        imports.join(';'),
      ],
      cwd: root,
      env: {
        ...withoutTestContext(process.env),
        CDC_PROFILE: 'dev',
        CDC_SEED: '1',
        NODE_V8_COVERAGE: folder,
      },
      deadlineMs: 600_000,
    })
    const reports = await readdir(folder)
    const found = await Promise.all(
      reports.map(async (name) => countedIn(await readFile(join(folder, name), 'utf8'))),
    )
    return new Set(found.flat())
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Within a test of node's own a child would not run its tests by itself. */
function withoutTestContext({
  NODE_TEST_CONTEXT: _context,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}

type Coverage = {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly {
      readonly functionName: string
      readonly ranges: readonly { readonly count: number }[]
    }[]
  }[]
}

function countedIn(report: string): readonly string[] {
  const { result } = JSON.parse(report) as Coverage
  return result.flatMap(({ url, functions }) => {
    const [, module] = /\/lib\/([\w-]+)\.(?:ts|js)$/.exec(url) ?? []
    if (module === undefined) return []
    return functions
      .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
      .map(({ functionName }) => `${module}.${functionName}`)
  })
}
