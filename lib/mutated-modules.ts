/** Which modules are mutated: the two lower floors, without what renders reports and what only tests are made of. */
import { floors } from './floors.ts'

/** Renderers are held by golden files and a browser, test parts by the tests that they serve. */
const leftOut =
  /^(?:report|html|markdown|prom|chart|scratch|sample)-|^(?:table-(?:text|tables|requests|check|capacity|baseline|faults)|verdict-line|floors)$/

/** Names of modules of `lib/`, without extension. */
export function mutatedModules(): string[] {
  return floors
    .slice(0, 2)
    .flatMap(([, modules]) => modules.split(/\s+/))
    .filter(isMutated)
}

/** Whether a module of a lower floor is mutated. */
export function isMutated(name: string): boolean {
  return !leftOut.test(name)
}
