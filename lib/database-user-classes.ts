/** The users of the database workload, by name: here, where the flags can read it without the workload. */

/** The default first. */
export const databaseUserClasses = [
  'DatabaseUser',
  'QueryPerformanceUser',
  'ConcurrentCountUser',
  'ConcurrentChecksumUser',
  'PoolExhaustionUser',
  'SerializationUser',
] as const

export type DatabaseUserClass = (typeof databaseUserClasses)[number]
