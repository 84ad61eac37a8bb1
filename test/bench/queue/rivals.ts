import Sqlite, { type Database } from 'better-sqlite3'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { installPeers, peerScript } from '../peers.ts'
import { payload } from './ours.ts'

/** Another queue, made to write through at every commit. */
export interface Rival {
  add(): Promise<unknown> | unknown
  /** Takes one job and marks it as done. */
  work(): Promise<unknown> | unknown
  close(): void
}

const load = async (name: string): Promise<Record<string, unknown>> =>
  (await import(pathToFileURL(peerScript(name)).href)) as Record<string, unknown>

function writeThrough(database: Database): void {
  database.pragma('synchronous = FULL')
  const level = database.pragma('synchronous', { simple: true })
  if (level !== 2) throw new Error('a rival does not write through')
}

/** plainjob 0.0.14: sets synchronous to NORMAL when it opens, so it is set back afterwards. */
export async function openPlainjob(folder: string): Promise<Rival> {
  installPeers()
  const { better, defineQueue } = (await load('plainjob')) as {
    better(database: Database): unknown
    defineQueue(options: unknown): {
      add(type: string, data: unknown): unknown
      getAndMarkJobAsProcessing(type: string): { id: number } | undefined
      markJobAsDone(id: number): void
      close(): void
    }
  }
  const database = new Sqlite(join(folder, 'plainjob.db'))
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const queue = defineQueue({ connection: better(database), logger: silent })
  queue.add('bench', payload)
  writeThrough(database)
  return {
    add: () => queue.add('bench', payload),
    work() {
      const job = queue.getAndMarkJobAsProcessing('bench')
      if (job === undefined) throw new Error('plainjob has nothing to do')
      queue.markJobAsDone(job.id)
    },
    close: () => queue.close(),
  }
}

/**
 * liteque 0.8.0: claims inside an asynchronous transaction, which better-sqlite3 refuses; the transaction is made by
 * hand here, around the same statements. Sets synchronous to NORMAL, so it is set back.
 */
export async function openLiteque(folder: string): Promise<Rival> {
  installPeers()
  interface Client {
    session: { client: Database }
    transaction(work: (database: Client) => Promise<unknown>): Promise<unknown>
  }
  const { buildDBClient, SqliteQueue } = (await load('liteque')) as {
    buildDBClient(file: string, options: unknown): Client
    SqliteQueue: new (
      name: string,
      database: Client,
      options: unknown,
    ) => {
      enqueue(payload: unknown): Promise<unknown>
      attemptDequeue(options: unknown): Promise<{ id: number; allocationId: string } | null>
      finalize(id: number, allocationId: string, status: string): Promise<void>
    }
  }
  const client = buildDBClient(join(folder, 'liteque.db'), { runMigrations: true })
  const sqlite = client.session.client
  client.transaction = async (work) => {
    sqlite.exec('BEGIN IMMEDIATE')
    try {
      const result = await work(client)
      sqlite.exec('COMMIT')
      return result
    } catch (error) {
      sqlite.exec('ROLLBACK')
      throw error
    }
  }
  const queue = new SqliteQueue('bench', client, { defaultJobArgs: { numRetries: 3 }, keepFailedJobs: true })
  await queue.enqueue(payload)
  writeThrough(sqlite)
  return {
    add: () => queue.enqueue(payload),
    async work() {
      const job = await queue.attemptDequeue({ timeoutSecs: 60 })
      if (job === null) throw new Error('liteque has nothing to do')
      await queue.finalize(job.id, job.allocationId, 'completed')
    },
    close: () => sqlite.close(),
  }
}
