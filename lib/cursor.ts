/** The answer of a query in batches, over the driver's cursor. */
import type postgres from 'postgres'

type Rows = readonly (readonly (Buffer | null)[])[]

export type Cursor = {
  /** Null when there is no more. @throws what ended the query, also where that was between two batches */
  next(): Promise<Rows | null>
  /** Nobody reads on. */
  close(): void
}

type Arrival =
  { readonly rows: Rows | null } | { readonly failure: unknown; readonly rows?: undefined }

/**
 * The driver's own iterator ends, as if there were no more rows, where the connection is lost or the query fails between two
 * batches; and it writes to the socket that is gone, which ends the process. Its callback form tells: nothing is asked of it after that.
 *
 * @param close the driver's `CLOSE`
 */
export function openCursor(
  query: postgres.PendingRawQuery<(postgres.Row & Iterable<postgres.Row>)[]>,
  { rowsMax, close }: { readonly rowsMax: number; readonly close: unknown },
): Cursor {
  let goOn: ((end?: unknown) => void) | null = null
  let end: Arrival | null = null
  let wake: (arrival: Arrival) => void = ignored

  function begin(): void {
    // Its types know of no answer to wait for, nor of any but the driver's symbol.
    function onRows(rows: Rows): void {
      wake({ rows })
      return new Promise((resolve) => (goOn = resolve)) as unknown as undefined
    }
    const answer = query.cursor(rowsMax, onRows)
    function ended(arrival: Arrival): void {
      end = arrival
      wake(arrival)
    }
    Promise.resolve(answer).then(
      () => ended({ rows: null }),
      (failure: unknown) => ended({ failure }),
    )
  }

  async function next(): Promise<Rows | null> {
    const arriving = new Promise<Arrival>((resolve) => (wake = resolve))
    if (end !== null) wake(end)
    else if (goOn === null) begin()
    else goOn()
    const arrival = await arriving
    if (arrival.rows === undefined) throw arrival.failure
    return arrival.rows
  }

  return {
    next,
    close: () => {
      if (end === null) goOn?.(close)
    },
  }
}

function ignored(): void {
  // Nobody waits.
}
