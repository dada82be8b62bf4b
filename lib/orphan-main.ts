/** Imported first by a process whose results nobody reads once who started it is gone: it ends then, however much it has left to do. */
import { watchParent } from './parent-watch.ts'

watchParent(() => process.kill(process.pid, 'SIGKILL'))
