/** The names of the user classes of the connect workload, the default first: flags need no more of it. */
export const connectUserClasses = [
  'KafkaConnectAPIUser',
  'HighThroughputUser',
  'SpikeLoadUser',
] as const

export type ConnectUserClass = (typeof connectUserClasses)[number]
